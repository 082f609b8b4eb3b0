"""Measuring on what was kept back: other documents, other problems, templates never trained on."""
import numpy as np

from shards import LENGTHS


def held_batches(source, settings):
    """Batches (ids, weights, kinds) of the size of a training step, so that compiled kernels fit; rows that fill up have no kind."""
    rows = {n: [] for n in LENGTHS}
    for d in source.dialogues(settings.seed, 0, settings.eval_dialogues, held=True):
        ids, weights = d.encode(source.tokenizer, False)
        length = next((n for n in LENGTHS if len(ids) <= n), None)
        if length:
            pad = length - len(ids)
            rows[length].append((ids + [source.tokenizer.pad] * pad, weights + [0] * pad, d.kind))
    batches = []
    for length, found in rows.items():
        size = settings.tokens_per_step // length
        for at in range(0, len(found), size):
            part = found[at:at + size]
            kinds = [kind for _, _, kind in part] + [None] * (size - len(part))
            part = part + [part[0]] * (size - len(part))
            batches.append((np.array([a for a, _, _ in part], np.uint16), np.array([b for _, b, _ in part], np.uint8), kinds))
    return batches
