"""Token vectors from co-occurrence: positive pointwise mutual information, factored (Levy and Goldberg 2014).
They give a word that stands under no picture a place near words that do."""
import numpy as np
import torch

WINDOW = 6


def count(sequences, size):
    """sequences of (token ids, weight) -> [size, size] float32, near words weigh more."""
    total = np.zeros((size, size), np.float32)
    by_distance = {}
    for ids, weight in sequences:
        row = np.asarray(ids, np.int64)
        for distance in range(1, min(WINDOW, len(row) - 1) + 1):
            keys = row[:-distance] * size + row[distance:]
            by_distance.setdefault((distance, weight), []).append(keys)
    for (distance, weight), keys in by_distance.items():
        found, times = np.unique(np.concatenate(keys), return_counts=True)
        total.reshape(-1)[found] += times * (weight / distance)
    return total + total.T


def vectors(counts, width, seed):
    """[size, size] counts -> [size, width], rows of unit mean square; randomised SVD (Halko et al. 2011)."""
    table = torch.from_numpy(counts)
    rows = table.sum(1, keepdim=True)
    smooth = rows.T ** 0.75
    smooth /= smooth.sum()
    ppmi = torch.log(table / (rows.clamp_min(1e-6) * smooth.clamp_min(1e-12)) + 1e-12).clamp_min_(0)
    generator = torch.Generator().manual_seed(seed)
    basis = ppmi @ torch.randn(len(ppmi), width + 32, generator=generator)
    for _ in range(3):
        basis = ppmi @ (ppmi @ torch.linalg.qr(basis)[0])
    basis = torch.linalg.qr(basis)[0]
    u, s, _ = torch.linalg.svd(basis.T @ ppmi, full_matrices=False)
    out = (basis @ u)[:, :width] * s[:width] ** 0.5
    norm = out.norm(dim=1, keepdim=True)
    lost = norm.squeeze(1) < 1e-6  # tokens that never occur
    out = out / norm.clamp_min(1e-6)
    out[lost] = torch.nn.functional.normalize(torch.randn(int(lost.sum()), width, generator=generator), dim=1)
    return out
