"""Measuring on what was kept back: other documents, other problems, templates never trained on."""
import os

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


def write_cases(source, seed, path, count):
    """The dialogues of `assistant eval llm`: the prompt in the first line, then a dialogue a line; steps to measure have gold."""
    import protocol as p
    default = p.system()
    lines = [p.compact({"prompt": p.REACT, "tools": p.TOOLS})]
    for d in source.dialogues(seed, 1, count, held=True):
        first, *rest = d.messages
        entry = {"kind": d.kind}
        if d.kind == "once":
            entry["system"] = first[1]
        elif first[1] != default:
            entry["tools"] = first[1].split("Tools:\n", 1)[1].split("\n")
        entry["messages"] = []
        for at, (role, text) in enumerate(rest, 1):
            turn = {"role": role, "text": text}
            if at in d.learn:
                gold = d.gold[at]
                turn["gold"] = {key: gold[key] for key in ("cited", "printed", "nothing") if key in gold}
            entry["messages"].append(turn)
        lines.append(p.compact(entry))
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
