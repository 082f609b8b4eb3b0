"""Training against the clock: batches come from generator processes, the rate follows the time that is left."""
import json
import os
import pathlib
import queue
import threading
import time

import numpy as np
import torch

from model import Model, Muon
from processor import multiplies_bfloat16
from settings import SHAPES, VOCABULARY

PART = 15 * 2 ** 20


class Log:
    """Lines with the seconds since the start, to the console and to a file."""

    def __init__(self, path):
        self.start, self.file = time.time(), open(path, "a", encoding="utf-8")

    def __call__(self, text):
        line = f"[{time.time() - self.start:6.1f}] {text}"
        print(line, flush=True)
        self.file.write(line + "\n")
        self.file.flush()


class Feed:
    """Batches made ready in a thread."""

    def __init__(self, pool, tokens, device):
        self.queue, self.done, self.pool, self.tokens, self.device = queue.Queue(6), False, pool, tokens, device
        self.thread = threading.Thread(target=self._fill, daemon=True)
        self.failure = None
        self.thread.start()

    def _fill(self):
        try:
            while not self.done:
                ids, weights = self.pool.batch(self.tokens)
                ids, weights = torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(weights)
                if self.device == "cuda":
                    ids, weights = ids.pin_memory(), weights.pin_memory()
                while not self.done:
                    try:
                        self.queue.put((ids, weights), timeout=.5)
                        break
                    except queue.Full:
                        pass
        except Exception as failure:  # handed to the trainer, which waits for batches
            self.failure = failure

    def next(self):
        while True:
            try:
                ids, weights = self.queue.get(timeout=5)
                return ids.to(self.device, non_blocking=True), weights.to(self.device, non_blocking=True)
            except queue.Empty:
                if self.failure:
                    raise self.failure

    def stop(self):
        self.done = True
        self.thread.join(10)


def weigh(weights, context):
    """What the loss of each position counts; position i predicts token i + 1."""
    w = torch.zeros(weights.shape, device=weights.device)
    w[:, :-1] = torch.where(weights[:, 1:] == 2, 1.0, torch.where(weights[:, 1:] == 1, context, 0.0))
    return w.reshape(-1)


def shifted(ids):
    return torch.cat((ids[:, 1:], torch.zeros_like(ids[:, :1])), 1)


class Trainer:
    """One model and its optimizers: matrices by Muon, embedding and norms by AdamW."""

    compiler_works = True

    def __init__(self, name, settings, device, log, compiled=True):
        self.name, self.settings, self.device, self.log = name, settings, device, log
        self.dtype = torch.bfloat16 if device == "cuda" or multiplies_bfloat16() else torch.float32
        self.model = Model(SHAPES[name], VOCABULARY, settings.seed, device)
        self._optimizers()
        if compiled and device == "cuda" and Trainer.compiler_works:
            self.model.compile()
        self.steps, self.tokens, self.gentle = 0, 0, 1.0

    def _optimizers(self):
        settings, device = self.settings, self.device
        self.muon = Muon(self.model.matrices(), settings.momentum)
        self.adam = torch.optim.AdamW(self.model.vectors(), lr=settings.vector_rate, betas=(0.9, 0.95), weight_decay=0.0, **({"fused": True} if device == "cuda" else {}))

    def warm(self, feed):
        """Compiles outside the clock; falls back to plain kernels when the compiler fails."""
        start = time.time()
        try:
            self._gradient(*feed.next(), 0.1)
        except Exception as failure:
            if self.device != "cuda" or isinstance(failure, torch.cuda.OutOfMemoryError):
                raise
            self.log(f"{self.name}: the compiler failed ({type(failure).__name__}: {str(failure)[:200]}); plain kernels")
            Trainer.compiler_works = False
            self.model.plain()
            self._gradient(*feed.next(), 0.1)
        self._clear()
        self._sync()
        self.log(f"{self.name}: {sum(p.numel() for p in self.model.parameters()):,} weights, compiled in {time.time() - start:.1f} s")

    def _sync(self):
        if self.device == "cuda":
            torch.cuda.synchronize()

    def _clear(self):
        for p in self.model.parameters():
            p.grad = None

    def _gradient(self, ids, weights, context):
        """The mean loss over what is learnt; gradients are left in the parameters."""
        loss, _ = self.model(ids, shifted(ids), self.dtype)
        w = weigh(weights, context)
        mean = (loss * w).sum() / w.sum().clamp(min=1)
        mean.backward()
        return mean.detach()

    def run(self, feed, seconds, save=None, every=10.0):
        """Trains for seconds. save is called now and then with the share of time that is over."""
        s, start, said, saved = self.settings, time.time(), time.time(), time.time()
        total, count, first, good = None, 0, self.tokens, None
        while True:
            share = (time.time() - start) / seconds
            if share >= 1:
                break
            factor = self.gentle * min(share / s.warm, 1.0, max(0.01, (1 - share) / (1 - s.hold)))
            context = s.context_from + (s.context_to - s.context_from) * share
            ids, weights = feed.next()
            loss = self._gradient(ids, weights, context)
            torch.nn.utils.clip_grad_norm_(self.model.vectors(), 1.0)
            self.muon.step(s.matrix_rate * factor, s.decay)
            for group in self.adam.param_groups:
                group["lr"] = s.vector_rate * factor
            self.adam.step()
            self._clear()
            total, count = loss if total is None else total + loss, count + 1
            self.steps, self.tokens = self.steps + 1, self.tokens + ids.numel()
            if self.steps % 8 == 0 and self.device == "cuda":
                self._sync()
            if time.time() - said > every:
                rate = (self.tokens - first) / (time.time() - start)
                self.log(f"{self.name}: {share:5.1%} step {self.steps} loss {float(total) / count:.4f} {rate / 1e3:.0f}k tokens/s, {self.tokens / 1e6:.1f}M; generated {feed.pool.tokens / 1e6:.0f}M, repeated {feed.pool.repeats / 1e6:.0f}M")
                if not np.isfinite(float(total)) and good:
                    self._back(good)
                elif np.isfinite(float(total)):
                    good = {k: v.clone() for k, v in self.model.state_dict().items()}
                total, count, said = None, 0, time.time()
            if save and time.time() - saved > 90:
                save(self)
                saved = time.time()
        self._sync()

    def _back(self, good):
        """After an overflow: the last good weights, half the rate, fresh optimizers."""
        self.log(f"{self.name}: the loss is not a number; back to the last weights with half the rate")
        self.model.load_state_dict(good)
        self.gentle /= 2
        self._optimizers()

    @torch.no_grad()
    def measure(self, batches):
        """batches of (ids, weights, kinds of rows) -> by kind: mean loss of answers, and the share of messages whose every token is the likeliest."""
        self.model.plain()
        sums = {}
        for ids, weights, kinds in batches:
            tensors = torch.from_numpy(ids.astype(np.int64)).to(self.device), torch.from_numpy(weights).to(self.device)
            loss, hits = self.model(tensors[0], shifted(tensors[0]), self.dtype)
            learnt = weigh(tensors[1], 0.0).view(ids.shape).cpu().numpy() > 0
            loss, hits = loss.view(ids.shape).float().cpu().numpy(), hits.view(ids.shape).cpu().numpy()
            for row, kind in enumerate(kinds):
                if kind is None:
                    continue
                entry = sums.setdefault(kind, [0.0, 0, 0, 0, 0, 0])
                entry[0] += float(loss[row][learnt[row]].sum())
                entry[1] += int(learnt[row].sum())
                runs = np.flatnonzero(np.diff(np.concatenate(([0], learnt[row].astype(np.int8), [0]))))
                results = [bool(hits[row][a:b].all()) for a, b in zip(runs[::2], runs[1::2])]
                entry[2] += sum(results)
                entry[3] += len(results)
                entry[4] += results[-1] if results else 0
                entry[5] += 1
        out = {k: {"loss": round(v[0] / max(1, v[1]), 4), "exact": round(v[2] / max(1, v[3]), 4), "last": round(v[4] / max(1, v[5]), 4), "dialogues": v[5]} for k, v in sorted(sums.items())}
        out["all"] = {"loss": round(sum(v[0] for v in sums.values()) / max(1, sum(v[1] for v in sums.values())), 4),
                      "exact": round(sum(v[2] for v in sums.values()) / max(1, sum(v[3] for v in sums.values())), 4),
                      "last": round(sum(v[4] for v in sums.values()) / max(1, sum(v[5] for v in sums.values())), 4)}
        return out


def save(model, shape, folder, metrics):
    """Weights as float16 in parts of at most 15 MiB and what they are in metrics.json."""
    folder = pathlib.Path(folder)
    names, blob = [], bytearray()
    for name, tensor in model.state_dict().items():
        names.append([name, list(tensor.shape)])
        blob += tensor.detach().float().cpu().numpy().astype(np.float16).tobytes()
    for i, at in enumerate(range(0, len(blob), PART)):
        part = folder / f".weights.{i:02d}"
        part.write_bytes(blob[at:at + PART])
        os.replace(part, folder / f"weights.{i:02d}")
    (folder / "metrics.json").write_text(json.dumps({**metrics, "shape": vars(shape), "tensors": names}, indent=1), encoding="utf-8")


def load(folder):
    """(metrics, name -> float32 array)."""
    folder = pathlib.Path(folder)
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    blob, at, tensors = b"".join(path.read_bytes() for path in sorted(folder.glob("weights.*"))), 0, {}
    for name, sizes in metrics["tensors"]:
        count = int(np.prod(sizes))
        tensors[name] = np.frombuffer(blob, np.float16, count, at).reshape(sizes).astype(np.float32)
        at += 2 * count
    if at != len(blob):
        raise ValueError(f"{folder} holds {len(blob)} bytes of weights, not {at}")
    return metrics, tensors
