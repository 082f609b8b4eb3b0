"""python3 pipelines/pretraining/encoder --data ../shared/data --work FOLDER [--out FOLDER] [--device cuda]

Prepares, trains (or resumes), measures and exports. See README.md."""
import argparse
import dataclasses
import functools
import json
import time
from pathlib import Path

import numpy as np
import torch

import evaluate
import export
import golden
import prepare
import train
from settings import Settings

PUBLISHED = Path(__file__).resolve().parents[3] / "src" / "Assistant.Inference" / "Models" / "assistant-clip-small"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    ask.add_argument("--work", type=Path, required=True, help="folder for caches and checkpoints, outside of the repository")
    ask.add_argument("--out", type=Path, default=PUBLISHED, help="model folder to write")
    ask.add_argument("--golden", type=Path, help="folder for golden samples")
    ask.add_argument("--device", default="cpu")
    ask.add_argument("--threads", type=int, default=1, help="1 is fastest on a machine that others use too: two threads wait for each other")
    ask.add_argument("--processes", type=int, default=1, help="training processes on CPU, one thread each")
    ask.add_argument("--workers", type=int, default=1, help="processes that prepare batches")
    ask.add_argument("--only", choices=["prepare", "train", "measure", "export"], help="one stage; all by default")
    for field in dataclasses.fields(Settings):
        if field.type in (int, float):
            ask.add_argument(f"--{field.name.replace('_', '-')}", type=field.type, default=field.default)
    args = ask.parse_args()
    torch.set_num_threads(args.threads)
    settings = Settings(**{f.name: getattr(args, f.name) for f in dataclasses.fields(Settings) if f.type in (int, float)})
    started = time.time()
    data = prepare.prepare(settings, args.data, args.work)
    tokens = np.load(args.work / "tokens.npz")
    print(f"prepared in {time.time() - started:.0f} s: {len(data.tokenizer.pieces)} tokens, {len(data.pairs)} pairs, {len(data.unseen)} names kept back", flush=True)
    if args.only == "prepare":
        return

    def look(model, step):
        """The cheap figures, for the curve."""
        row = {"step": step, **evaluate.emoji(model, data, settings, short=True), **evaluate.cifar(model, data, args.data, args.work, settings, 1000)}
        with open(args.work / "curve.jsonl", "a", encoding="utf-8") as curve:
            curve.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    if args.only in (None, "train"):
        run = train.train if args.processes == 1 else functools.partial(train.train_together, args.processes)
        run(settings, data, tokens, args.work, args.device, args.workers, look)
    model = train.build(settings, data.tokenizer, tokens).eval()
    saved = torch.load(args.work / "checkpoint.pt", map_location="cpu")
    model.load_state_dict(saved["averaged"])
    print(f"step {saved['step']}, {saved['seconds']:.0f} s of training", flush=True)
    if args.only in (None, "measure"):
        figures = evaluate.everything(model, data, args.data, args.work, settings)
        (args.work / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
        print(json.dumps(figures, indent=1))
    if args.only in (None, "export"):
        export.write(model, data.tokenizer, settings, args.out)
        if args.golden:
            golden.write(model, data.tokenizer, settings, args.golden, args.work / "golden-pixels.f32")


if __name__ == "__main__":
    main()
