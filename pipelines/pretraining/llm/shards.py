"""Token shards: worker processes write them, the trainer reads them. A shard depends on the seed and its number alone."""
import hashlib
import os
import pathlib
import random
import re
import subprocess
import sys
import time
from collections import Counter

import numpy as np

import bpe
from corpus import Corpus
from dialogues import tell
from documents import Writer

HERE = pathlib.Path(__file__).resolve().parent
LENGTHS = (512, 768, 1024, 1536, 2048, 3072)
DIALOGUES = 600
WAITING = 60
"""Shards that lie unread before workers pause."""
AHEAD = 60_000_000
"""Tokens that the trainer holds unused before it stops reading."""


def nouns_of(corpus):
    """Words that stand for things in the problems: what follows an article."""
    counts = Counter(word for row in corpus.problems for word in re.findall(r"\b(?:the|a|an|his|her) ([a-z]{3,12})\b", row["question"]))
    return sorted(word for word, count in counts.items() if count >= 2)


class Source:
    """All that a shard needs beside its number."""

    def __init__(self, data, tokenizer=None):
        self.corpus = Corpus(data)
        self.nouns = nouns_of(self.corpus)
        self.tokenizer = tokenizer

    def dialogues(self, seed, number, count, held=False, kind=None):
        r = random.Random(f"{seed}/{'held' if held else 'train'}/{kind or ''}/{number}")
        writer = Writer(r, self.corpus, self.nouns, held)
        return [tell(writer, kind) for _ in range(count)]

    def plain(self, r, length):
        """Text of the corpora, one section after the other: (ids, weights) of a row."""
        ids = []
        while len(ids) < length:
            section = r.choice(self.corpus.train)
            ids += self.tokenizer.encode(f"{section.title} › {section.heading}\n{' '.join(section.sentences)}") + [self.tokenizer.end]
        return ids[:length], [1] * length

    def shard(self, seed, number, plain=0.03):
        """length -> (ids [rows, length] uint16, weights [rows, length] uint8); rows are dialogues, padded at the right, and some rows of plain text."""
        r = random.Random(f"{seed}/plain/{number}")
        rows = {length: ([], []) for length in LENGTHS}
        encoded = [d.encode(self.tokenizer, True) for d in self.dialogues(seed, number, DIALOGUES)]
        encoded += [self.plain(r, 1024) for _ in range(int(plain * DIALOGUES))]
        for ids, weights in encoded:
            length = next((n for n in LENGTHS if len(ids) <= n), None)
            if length:
                pad = length - len(ids)
                rows[length][0].append(ids + [self.tokenizer.pad] * pad)
                rows[length][1].append(weights + [0] * pad)
        return {n: (np.array(a, np.uint16), np.array(b, np.uint8)) for n, (a, b) in rows.items() if a}


def digest(shard):
    h = hashlib.sha256()
    for length in sorted(shard):
        h.update(shard[length][0].tobytes())
        h.update(shard[length][1].tobytes())
    return h.hexdigest()


def write(shard, folder, number):
    arrays = {f"{kind}{length}": array for length, pair in shard.items() for kind, array in zip("iw", pair)}
    part = pathlib.Path(folder) / f".{number}.{os.getpid()}.npz"
    np.savez(part, **arrays)
    os.replace(part, pathlib.Path(folder) / f"{number:06d}.npz")


def read(path):
    with np.load(path) as data:
        return {int(name[1:]): (data[name], data["w" + name[1:]]) for name in data.files if name[0] == "i"}


def work(data, tokenizer, seed, folder, first, step, most):
    """A worker: shards first, first + step, … into folder, until it has written most of them or the trainer asks to stop."""
    # The trainer goes first where there are few processors.
    os.nice(19)
    source = Source(data, bpe.Tokenizer.load(tokenizer))
    for number in range(first, most, step):
        while len(os.listdir(folder)) > WAITING:
            time.sleep(.2)
            if os.getppid() == 1:
                return
        if (pathlib.Path(folder) / "stop").exists() or os.getppid() == 1:
            return
        write(source.shard(seed, number), folder, number)


class Workers:
    """Generator processes beside the trainer."""

    def __init__(self, count, data, tokenizer, seed, folder, most):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*"):
            old.unlink()
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
        self.processes = [subprocess.Popen([sys.executable, str(HERE / "shards.py"), str(data), str(tokenizer), str(seed), str(folder), str(i), str(count), str(most)], env=environment)
                          for i in range(count)]

    def stop(self):
        (self.folder / "stop").touch()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


class Pool:
    """Rows by length. Takes in new shards as they appear; rows that were used least come first."""

    def __init__(self, folder, seed):
        self.folder, self.random, self.seen = pathlib.Path(folder), np.random.default_rng(seed), set()
        self.ids = {n: [] for n in LENGTHS}
        self.fresh = {n: [] for n in LENGTHS}
        self.used = {n: [] for n in LENGTHS}
        self.tokens, self.repeats, self.looked = 0, 0, 0.0

    def refresh(self, most=40):
        if time.time() - self.looked < .5 or sum(len(f) * n for n, f in self.fresh.items()) > AHEAD:
            return
        self.looked = time.time()
        new = sorted(set(self.folder.glob("[0-9]*.npz")) - self.seen)[:most]
        for path in new:
            self.seen.add(path)
            for length, (ids, weights) in read(path).items():
                base = len(self.ids[length])
                self.ids[length] += list(zip(ids, weights))
                self.fresh[length] += range(base, base + len(ids))
                self.tokens += ids.size
            path.unlink()

    def _any(self, rows):
        at = int(self.random.integers(len(rows)))
        rows[at], rows[-1] = rows[-1], rows[at]
        return rows.pop()

    def batch(self, tokens):
        """(ids, weights) [tokens / length, length] of one length, which is drawn by how many tokens there are of each."""
        self.refresh()
        share = np.array([len(self.ids[n]) * n for n in LENGTHS], float)
        length = int(self.random.choice(LENGTHS, p=share / share.sum()))
        count, fresh, used = tokens // length, self.fresh[length], self.used[length]
        chosen = [self._any(fresh) for _ in range(min(count, len(fresh)))]
        while len(chosen) < count:
            if not used:
                self.used[length] = used = list(self.random.permutation(len(self.ids[length])))
            chosen.append(int(used.pop()))
            self.repeats += length
        return np.stack([self.ids[length][i][0] for i in chosen]), np.stack([self.ids[length][i][1] for i in chosen])


if __name__ == "__main__":
    work(*sys.argv[1:5], *map(int, sys.argv[5:8]))
