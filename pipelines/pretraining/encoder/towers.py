"""The two towers: pixels or tokens to one unit vector of the shared space."""
import torch
from torch import nn
from torch.nn import functional as F


def unit(x):
    x = x.float()
    return x / x.norm(dim=-1, keepdim=True).clamp_min(1e-6)


class Block(nn.Module):
    """Two 3x3 convolutions with a shortcut (He et al. 2016)."""

    def __init__(self, inner, outer, stride):
        super().__init__()
        self.first = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(outer), nn.BatchNorm2d(outer)
        self.short = None if stride == 1 and inner == outer else nn.Sequential(
            nn.AvgPool2d(stride) if stride > 1 else nn.Identity(), nn.Conv2d(inner, outer, 1, bias=False), nn.BatchNorm2d(outer))
        nn.init.zeros_(self.norm2.weight)

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        return F.relu(y + (x if self.short is None else self.short(x)))


class VisionTower(nn.Module):
    """[b, 3, s, s] in -1..1 -> [b, width]."""

    def __init__(self, channels, blocks, width):
        super().__init__()
        layers = [nn.Conv2d(3, channels[0], 5, 3, 1, bias=False), nn.BatchNorm2d(channels[0]), nn.ReLU()]
        inner = channels[0]
        for level, (outer, count) in enumerate(zip(channels, blocks)):
            for i in range(count):
                layers.append(Block(inner, outer, 2 if i == 0 and level else 1))
                inner = outer
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(0.1)
        self.project = nn.Linear(inner, width)

    def forward(self, pixel_values):
        return unit(self.project(self.drop(self.body(pixel_values).mean((2, 3)))))


class Mixer(nn.Module):
    """One layer: a short convolution for word order, attention, a feed-forward net; pre-norm."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm0, self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.order = nn.Conv1d(width, width, 3, padding=1, groups=width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask, bias):
        b, t, c = x.shape
        x = x + self.order((self.norm0(x) * mask).transpose(1, 2)).transpose(1, 2)
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(2, 3) * (c // self.heads) ** -0.5 + bias, dim=-1)
        x = x + self.drop(self.out((weights @ v).transpose(1, 2).reshape(b, t, c)))
        return x + self.drop(self.down(F.relu(self.up(self.norm2(x)))))


class TextTower(nn.Module):
    """input_ids, attention_mask [b, t] int64 -> [b, width].

    The sum of two readings: a bag of tokens, each with a learnt weight, and the mixed tokens under the same weights.
    No positions are learnt, so any length is read as the trained ones are."""

    def __init__(self, vocabulary, width, layers, heads):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.importance = nn.Embedding(vocabulary, 1)
        self.layers = nn.ModuleList(Mixer(width, heads) for _ in range(layers))
        self.bag_norm, self.norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.bag, self.mixed = nn.Linear(width, width), nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)
        nn.init.orthogonal_(self.bag.weight)
        nn.init.normal_(self.mixed.weight, std=0.02)

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.to(torch.float32).unsqueeze(-1)
        bias = ((1 - mask) * -1e4).transpose(1, 2).unsqueeze(1)
        x = self.tokens(input_ids)
        weight = F.softplus(self.importance(input_ids)) * mask
        weight = weight / weight.sum(1, keepdim=True).clamp_min(1e-6)
        bag = (weight * x).sum(1)
        for layer in self.layers:
            x = layer(x, mask, bias)
        mixed = (weight * self.norm(x)).sum(1)
        return unit(self.bag(self.drop(self.bag_norm(bag))) + self.mixed(mixed))


class DualEncoder(nn.Module):
    def __init__(self, settings, vocabulary):
        super().__init__()
        self.text = TextTower(vocabulary, settings.width, settings.layers, settings.heads)
        self.vision = VisionTower(settings.channels, settings.blocks, settings.width)
        self.scale = nn.Parameter(torch.tensor(2.659))  # ln(1 / 0.07), as CLIP
        self.text_scale = nn.Parameter(torch.tensor(2.996))  # ln 20, for text against text
