"""The llama architecture as llama.cpp computes it: RMSNorm, rotary positions in neighbouring pairs, grouped queries, SwiGLU, tied embeddings."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from settings import NORM_EPSILON, ROPE_BASE

BLOCK = 256
"""Queries that an older PyTorch attends with at once."""
_MATRICES = ("q", "k", "v", "o", "gate", "up", "down")


def norm(x, weight):
    y = x.float()
    return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + NORM_EPSILON) * weight).to(x.dtype)


def rotate(x, cos, sin):
    """x [n, heads, size], cos and sin [n, 1, size / 2]: neighbours are a pair."""
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2).to(x.dtype)


def before(x, scale, q, k, v, cos, sin, size: int, repeat: int):
    """x [n, width] -> queries, keys, values [n, heads, size]."""
    h = norm(x, scale)
    n = x.shape[0]
    queries = rotate(F.linear(h, q.to(h.dtype)).view(n, -1, size), cos, sin)
    keys = rotate(F.linear(h, k.to(h.dtype)).view(n, -1, size), cos, sin)
    values = F.linear(h, v.to(h.dtype)).view(n, -1, size)
    keys, values = (t[:, :, None, :].expand(n, t.shape[1], repeat, size).reshape(n, -1, size) for t in (keys, values))
    return queries, keys, values


def after(x, mixed, o, scale, gate, up, down):
    """The rest of a layer: x, mixed [n, width] -> [n, width]."""
    x = x + F.linear(mixed, o.to(x.dtype))
    h = norm(x, scale)
    return x + F.linear(F.silu(F.linear(h, gate.to(x.dtype))) * F.linear(h, up.to(x.dtype)), down.to(x.dtype))


def losses(x, scale, embedding, targets):
    """Cross entropy of each position: x [n, width], targets [n] -> [n], and whether the likeliest token is the target."""
    logits = F.linear(norm(x, scale), embedding.to(x.dtype)).float()
    right = logits.gather(1, targets[:, None])[:, 0]
    return torch.logsumexp(logits, -1) - right, right >= logits.amax(-1)


def attend(q, k, v):
    """Causal attention: [batch, heads, length, size]."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    # Queries in blocks: what lies behind a block is not computed.
    mixed, q = [], q / math.sqrt(q.shape[3])
    for start in range(0, q.shape[2], BLOCK):
        rows = q[:, :, start:start + BLOCK]
        end = start + rows.shape[2]
        scores = rows @ k[:, :, :end].transpose(2, 3)
        scores[..., start:].masked_fill_(torch.ones(end - start, end - start, dtype=torch.bool, device=q.device).triu(1), float("-inf"))
        mixed.append(scores.softmax(-1) @ v[:, :, :end])
    return torch.cat(mixed, 2)


class Model(nn.Module):
    """Matrices of all layers lie in one tensor [layers, rows, columns] each."""

    def __init__(self, shape, vocabulary, seed, device):
        super().__init__()
        self.shape, self.size, self.tables = shape, shape.width // shape.heads, {}
        generator = torch.Generator().manual_seed(seed)
        w, kv, hidden, layers = shape.width, shape.kv_heads * self.size, shape.hidden, shape.layers

        def matrix(*sizes, scale):
            return nn.Parameter((torch.randn(*sizes, generator=generator) * scale).to(device))

        self.embedding = matrix(vocabulary, w, scale=0.02)
        self.q, self.k, self.v = (matrix(layers, n, w, scale=w ** -0.5) for n in (w, kv, kv))
        self.o = matrix(layers, w, w, scale=w ** -0.5 / math.sqrt(2 * layers))
        self.gate, self.up = (matrix(layers, hidden, w, scale=w ** -0.5) for _ in range(2))
        self.down = matrix(layers, w, hidden, scale=hidden ** -0.5 / math.sqrt(2 * layers))
        self.norm1, self.norm2 = (nn.Parameter(torch.ones(layers, w, device=device)) for _ in range(2))
        self.norm = nn.Parameter(torch.ones(w, device=device))
        self.before, self.after, self.losses = before, after, losses

    def compile(self):
        """Fuses the parts between attention; their shapes do not change with the length of rows."""
        import torch._dynamo
        limit = "recompile_limit" if hasattr(torch._dynamo.config, "recompile_limit") else "cache_size_limit"
        setattr(torch._dynamo.config, limit, 64)
        self.before, self.after, self.losses = (torch.compile(f, dynamic=False) for f in (before, after, losses))

    def plain(self):
        """Kernels as PyTorch has them."""
        self.before, self.after, self.losses = before, after, losses

    def matrices(self):
        return [getattr(self, name) for name in _MATRICES]

    def vectors(self):
        return [self.embedding, self.norm1, self.norm2, self.norm]

    def angles(self, batch, length):
        key = (batch, length)
        if key not in self.tables:
            device = self.embedding.device
            turn = ROPE_BASE ** (-torch.arange(0, self.size, 2, device=device).float() / self.size)
            angle = torch.arange(length, device=device).float()[:, None] * turn
            self.tables[key] = tuple(f(angle).repeat(batch, 1)[:, None, :].contiguous() for f in (torch.cos, torch.sin))
        return self.tables[key]

    def forward(self, ids, targets, dtype):
        """ids, targets [batch, length] -> losses and hits [batch * length]."""
        batch, length = ids.shape
        heads, size = self.shape.heads, self.size
        cos, sin = self.angles(batch, length)
        x = F.embedding(ids.reshape(-1), self.embedding).to(dtype)
        layers = zip(*(t.unbind(0) for t in (self.norm1, self.q, self.k, self.v, self.o, self.norm2, self.gate, self.up, self.down)))
        for scale1, q, k, v, o, scale2, gate, up, down in layers:
            q, k, v = (t.view(batch, length, heads, size).transpose(1, 2) for t in self.before(x, scale1, q, k, v, cos, sin, size, heads // self.shape.kv_heads))
            mixed = attend(q, k, v).transpose(1, 2).reshape(batch * length, heads * size)
            x = self.after(x, mixed, o, scale2, gate, up, down)
        return self.losses(x, self.norm, self.embedding, targets.reshape(-1))


class Muon:
    """Momentum whose update is made orthogonal by five Newton-Schulz steps (Jordan et al. 2024), for stacks of matrices."""

    def __init__(self, parameters, momentum):
        self.parameters, self.momentum = list(parameters), momentum
        self.speed = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def step(self, rate, decay):
        for p, speed in zip(self.parameters, self.speed):
            speed.mul_(self.momentum).add_(p.grad)
            update = orthogonal(p.grad + self.momentum * speed)
            p.mul_(1 - rate * decay)
            p.add_(update.to(p.dtype), alpha=-rate * max(1.0, p.shape[1] / p.shape[2]) ** 0.5)


def orthogonal(g):
    """g [layers, rows, columns] -> a matrix near U V^T of its singular value decomposition."""
    x = g.bfloat16() if g.is_cuda else g
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.float().pow(2).sum((1, 2), keepdim=True).sqrt().to(x.dtype) + 1e-7)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return x.transpose(1, 2) if tall else x
