"""Random views of pictures, as whole batches on the device."""
import torch
from torch.nn import functional as F


def uniform(n, low, high, generator, shape=(1, 1, 1)):
    return low + (high - low) * torch.rand((n, *shape), generator=generator)


def on_ground(rgba, photos, generator):
    """[n, 4, h, w] 0..1 on white (half), one colour, or a piece of a photo -> [n, 3, h, w]."""
    n = len(rgba)
    kind = torch.rand((n, 1, 1, 1), generator=generator)
    color = torch.rand((n, 3, 1, 1), generator=generator)
    ground = torch.where(kind < 0.5, torch.ones(1), torch.where(kind < 0.85, color, photos))
    return rgba[:, :3] * rgba[:, 3:] + ground * (1 - rgba[:, 3:])


def warp(x, may_flip, generator, strength=1.0):
    """Crop, squash, turn a little, mirror where may_flip [n]; the ground at the rim goes on."""
    n = len(x)
    sx, sy = (uniform(n, 1 - 0.3 * strength, 1 + 0.15 * strength, generator, ()) for _ in range(2))
    mean = (sx + sy) / 2
    sx, sy = (sx + mean) / 2, (sy + mean) / 2
    flip = torch.where((torch.rand(n, generator=generator) < 0.5) & may_flip, -1.0, 1.0)
    angle = torch.randn(n, generator=generator) * 0.12 * strength
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = sx * angle.cos() * flip, -sx * angle.sin()
    theta[:, 1, 0], theta[:, 1, 1] = sy * angle.sin() * flip, sy * angle.cos()
    theta[:, :, 2] = uniform(n, -0.14, 0.14, generator, (2,)) * strength
    return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), padding_mode="border", align_corners=False)


def recolor(x, generator, gray_share):
    """Light, contrast, colour strength, a colour cast; some pictures to gray, some to a pencil drawing."""
    n = len(x)
    x = x * uniform(n, 0.7, 1.3, generator) + uniform(n, -0.12, 0.12, generator)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * uniform(n, 0.65, 1.35, generator) + mean
    gray = (x * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    x = gray + (x - gray) * uniform(n, 0.5, 1.5, generator)
    x = x * uniform(n, 0.93, 1.07, generator, (3, 1, 1))
    edge = (F.pad(gray, (0, 1, 0, 1), mode="replicate")[:, :, 1:, 1:] - gray).abs() + (F.pad(gray, (1, 0, 0, 1), mode="replicate")[:, :, 1:, :-1] - gray).abs()
    pencil = (1 - 2.0 * edge).clamp(0, 1)
    kind = torch.rand((n, 1, 1, 1), generator=generator)
    x = torch.where(kind < gray_share, pencil, torch.where(kind < 2 * gray_share, gray, x))
    return x.clamp(0, 1)


def soften(x, generator):
    """Blurs one picture in eight; erases a patch of one in four."""
    n, size = len(x), x.shape[-1]
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.where(torch.rand((n, 1, 1, 1), generator=generator) < 0.125, blurred, x)
    at = torch.arange(size).view(1, size)
    hit = torch.rand((n, 1, 1, 1), generator=generator) < 0.25
    spans = []
    for _ in range(2):
        start, length = uniform(n, 0, size * 0.8, generator, (1,)), uniform(n, size * 0.1, size * 0.4, generator, (1,))
        spans.append((at >= start) & (at < start + length))
    patch = spans[0].view(n, 1, 1, size) & spans[1].view(n, 1, size, 1) & hit
    return torch.where(patch, torch.rand((n, 3, 1, 1), generator=generator), x)


def to_model(x):
    """0..1 -> what pixel_values holds (mean 0.5, deviation 0.5)."""
    return x * 2 - 1
