"""The recipe's stages: tokenizer, train, export, cases. `python3 pipelines/pretraining/llm STAGE --help` tells the options of one."""
import argparse
import pathlib
import sys
import time

import processor

processor.prepare()

import bpe
import protocol
from settings import SHAPES, VOCABULARY, Settings

HERE = pathlib.Path(__file__).resolve().parent


def tokenizer(options):
    """Learns the tokenizer from the corpora and dialogues."""
    from shards import Source
    source = Source(options.data)

    def texts():
        yield from [protocol.system()] * 600
        yield from source.corpus.texts()
        for d in source.dialogues(options.seed, 0, 9000):
            yield from (text for role, text in d.messages if role != "system")

    bpe.learn(texts(), VOCABULARY).save(HERE / "tokenizer.json")


def train(options):
    """Compares shapes for a short while, trains the best until the time is over, measures, saves."""
    import torch
    from evaluate import held_batches
    from shards import Pool, Source, Workers
    from train import Feed, Log, Trainer, save
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    log = Log(out / "log.txt")
    settings = Settings().with_(tokens_per_step=options.tokens_per_step, seed=options.seed, eval_dialogues=options.eval_dialogues)
    device = options.device
    log(f"PyTorch {torch.__version__} on {torch.cuda.get_device_name() if device == 'cuda' else 'CPU'}; {options.workers} generators")
    if device == "cuda":
        torch.set_float32_matmul_precision("high")
    else:
        torch.set_num_threads(options.threads)
    work = pathlib.Path(options.work)
    workers = Workers(options.workers, options.data, HERE / "tokenizer.json", settings.seed, work, options.shards)
    feed = None
    try:
        source = Source(options.data, bpe.Tokenizer.load(HERE / "tokenizer.json"))
        held = held_batches(source, settings)
        log(f"{sum(len(b[2]) for b in held)} rows kept back; first shards wanted")
        pool = Pool(work, settings.seed)
        while pool.tokens < options.first_tokens and time.time() - log.start < options.minutes * 60 * .2:
            pool.refresh()
            time.sleep(.1)
        log(f"{pool.tokens / 1e6:.1f}M tokens generated")
        feed = Feed(pool, settings.tokens_per_step, device)
        metrics, names = {"settings": {k: v for k, v in vars(settings).items()}, "device": device, "sweep": {}}, options.shapes.split(",")
        if len(names) > 1:
            for name in names:
                try:
                    trainer = Trainer(name, settings, device, log, not options.plain)
                    trainer.warm(feed)
                    trainer.run(feed, options.sweep_seconds)
                    result = trainer.measure(held)["all"]
                    metrics["sweep"][name] = {**result, "steps": trainer.steps, "tokens": trainer.tokens}
                    log(f"sweep {name}: {metrics['sweep'][name]}")
                except Exception as failure:  # one shape that does not fit must not end the run
                    log(f"sweep {name} failed: {type(failure).__name__}: {str(failure)[:300]}")
                finally:
                    trainer = None
                    if device == "cuda":
                        torch.cuda.empty_cache()
        best = min(metrics["sweep"], key=lambda n: metrics["sweep"][n]["loss"]) if metrics["sweep"] else names[0]
        trainer = Trainer(best, settings, device, log, not options.plain)
        trainer.warm(feed)
        left = options.minutes * 60 - (time.time() - log.start) - options.reserve
        log(f"{best}: trains for {left:.0f} s")
        metrics["name"] = best

        def keep(t):
            metrics.update(steps=t.steps, tokens=t.tokens, seconds=round(left, 1), generated=pool.tokens, repeated=pool.repeats)
            save(t.model, t.model.shape, out, metrics)

        trainer.run(feed, max(5.0, left), keep)
        keep(trainer)
        log("weights saved")
        metrics["held"] = trainer.measure(held)
        keep(trainer)
        for kind, values in metrics["held"].items():
            log(f"{kind:12s} {values}")
    finally:
        workers.stop()
        if feed:
            feed.stop()
    log("done")


def export(options):
    """Writes trained weights as GGUF."""
    from export import export as write
    from train import load
    metrics, tensors = load(options.weights)
    write(options.gguf, metrics["shape"], tensors, bpe.Tokenizer.load(HERE / "tokenizer.json"), options.type)


def cases(options):
    """Writes dialogues of what was kept back, for `assistant eval llm`."""
    from evaluate import write_cases
    from shards import Source
    write_cases(Source(options.data), options.seed, options.file, options.dialogues)


def main():
    parser = argparse.ArgumentParser(prog="pipelines/pretraining/llm", description=__doc__)
    stages = parser.add_subparsers(required=True, metavar="STAGE")

    def stage(function, **defaults):
        sub = stages.add_parser(function.__name__, help=function.__doc__, description=function.__doc__)
        sub.set_defaults(function=function)
        sub.add_argument("--seed", type=int, default=Settings.seed)
        for name, (default, text) in defaults.items():
            if default is False:
                sub.add_argument("--" + name.replace("_", "-"), action="store_true", help=text)
            else:
                sub.add_argument("--" + name.replace("_", "-"), type=type(default), default=default, help=text)

    data = {"data": ("../shared/data", "folder with corpora/ and gsm8k/")}
    stage(tokenizer, **data)
    stage(train, **data, out=("llm-out", "where weights and figures go"), work=("llm-work", "where shards lie"), device=("cpu", "cpu or cuda"), minutes=(100.0, "time for everything"),
          reserve=(25.0, "seconds kept for measuring and saving"), sweep_seconds=(18.0, "time for each shape of the comparison"), shapes=("small", f"one, or several to compare: {', '.join(SHAPES)}"),
          workers=(1, "generator processes"), threads=(1, "threads on the CPU"), tokens_per_step=(12_288, "tokens of a batch"), shards=(1_000_000, "at most so many shards"), first_tokens=(400_000, "tokens to wait for at the start"),
          eval_dialogues=(600, "dialogues kept back to measure on"), plain=(False, "without the compiler"))
    stage(export, weights=("llm-out", "folder that train wrote"), gguf=("assistant-llm-small.gguf", "file to write"), type=("f16", "of the matrices: f32, f16 or q8_0"))
    stage(cases, **data, file=("evals/llm/steps.jsonl", "file to write"), dialogues=(460, "how many"))
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
