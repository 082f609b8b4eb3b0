"""Symmetric InfoNCE (Radford et al. 2021) with several right answers (UniCL, Yang et al. 2022) and pairs left out."""
import torch


def contrast(a, b, scale, same, ignore):
    """a, b [n, w] unit vectors; same, ignore [n, n] bool: pairs that belong together; pairs that are neither right nor wrong."""
    a, b = a.float(), b.float()
    with torch.autocast(a.device.type, enabled=False):
        logits = scale.float().exp().clamp(max=100) * a @ b.T
    logits = logits.masked_fill(ignore & ~same, -1e4)
    target = same.float()
    rows = -(target / target.sum(1, keepdim=True) * torch.log_softmax(logits, 1)).sum(1).mean()
    columns = -(target / target.sum(0, keepdim=True) * torch.log_softmax(logits, 0)).sum(0).mean()
    return (rows + columns) / 2


def pairs_contrast(a, b, scale):
    """Only the diagonal is right."""
    n = len(a)
    eye = torch.eye(n, dtype=torch.bool, device=a.device)
    return contrast(a, b, scale, eye, torch.zeros_like(eye))
