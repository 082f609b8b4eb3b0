"""Trains both towers: first text against text, then pictures against text with some text against text. Resumes by itself."""
import copy
import json
import math
import socket
import time

import torch
from torch import distributed

import towers
from batches import Batches
from losses import contrast, pairs_contrast


def build(settings, tokenizer, tokens):
    torch.manual_seed(settings.seed)
    model = towers.DualEncoder(settings, len(tokenizer.pieces))
    with torch.no_grad():
        model.text.tokens.weight.copy_(torch.from_numpy(tokens["vectors"]) * 4)
        share = torch.from_numpy(tokens["frequency"]) / tokens["frequency"].sum()
        weight = 1e-3 / (1e-3 + share)  # smooth inverse frequency (Arora et al. 2017)
        weight[:5] = 0.05  # [CLS], [SEP] and the other marks
        model.text.importance.weight.copy_(torch.log(torch.expm1(weight.clamp_min(1e-2)))[:, None])
    return model


def optimizer(model, settings):
    groups = {"tokens": [], "text": [], "vision": [], "plain": []}
    for name, p in model.named_parameters():
        if name.startswith("text.tokens") or name.startswith("text.importance"):
            groups["tokens"].append(p)
        elif p.ndim < 2:
            groups["plain"].append(p)
        else:
            groups["vision" if name.startswith("vision") else "text"].append(p)
    base, decay = settings.learning_rate, settings.weight_decay
    return torch.optim.AdamW([
        {"params": groups["tokens"], "peak": settings.token_learning_rate, "weight_decay": 0.0},
        {"params": groups["text"], "peak": base / 2, "weight_decay": decay},
        {"params": groups["vision"], "peak": base, "weight_decay": decay},
        {"params": groups["plain"], "peak": base / 2, "weight_decay": 0.0}], lr=0.0, betas=(0.9, 0.98))


def rate(step, done, warmup):
    """Linear start, cosine end; done is the finished share of the phase, 0 to 1."""
    return min(1, (step + 1) / warmup) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, done))))


def text_loss(model, batch, device):
    encode = lambda tokens: model.text(tokens[0].to(device), tokens[1].to(device))[tokens[2].to(device)]
    return pairs_contrast(encode(batch[0]), encode(batch[1]), model.text_scale)


def picture_loss(model, batch, emoji_rows, device):
    pixels, (ids, mask, at), same, ignore = batch
    image = model.vision(pixels.to(device))
    text = model.text(ids.to(device), mask.to(device))[at.to(device)]
    same, ignore = same.to(device), ignore.to(device)
    styles = pairs_contrast(image[:emoji_rows], image[emoji_rows:2 * emoji_rows], model.scale)
    return contrast(image, text, model.scale, same, ignore), styles


def follow(averaged, model, decay):
    """Moves the averaged weights and statistics towards the model's."""
    with torch.no_grad():
        for a, b in zip(averaged.state_dict().values(), model.state_dict().values()):
            a.copy_(b) if not a.is_floating_point() else a.mul_(decay).add_(b, alpha=1 - decay)


def meet(model, processes):
    """Replaces weights and statistics by their mean over the processes."""
    state = [v for v in model.state_dict().values() if v.is_floating_point()]
    with torch.no_grad():
        flat = torch.cat([v.reshape(-1) for v in state]).cpu()
        distributed.all_reduce(flat)
        for v, part in zip(state, flat.div_(processes).split([v.numel() for v in state])):
            v.copy_(part.view_as(v))


def train_process(rank, processes, port, settings, data, tokens, work, device, workers, after):
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=processes)
    train(settings, data, tokens, work, device, workers, after, rank=rank, processes=processes)
    distributed.destroy_process_group()


def train_together(processes, settings, data, tokens, work, device, workers, after):
    """Several processes of one thread each: they do not wait for each other at every layer, as threads do."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.start_processes(train_process, (processes, port, settings, data, tokens, work, device, workers, after), processes, start_method="fork")


def train(settings, data, tokens, work, device, workers, after, save_every=200, rank=0, processes=1):
    model = build(settings, data.tokenizer, tokens).to(device)
    averaged = copy.deepcopy(model).eval().requires_grad_(False)
    optim = optimizer(model, settings)
    total, step, spent, early_seconds = settings.text_steps + settings.steps, 0, 0.0, 0.0
    path = work / "checkpoint.pt"
    if path.exists():
        saved = torch.load(path, map_location=device)
        model.load_state_dict(saved["model"])
        averaged.load_state_dict(saved["averaged"])
        optim.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["torch"].cpu())
        step, spent, early_seconds = saved["step"], saved["seconds"], saved["early_seconds"]
    started, budget = time.time() - spent, settings.minutes * 60
    sums = {}
    batches = Batches(data, settings, total, rank)
    loader = torch.utils.data.DataLoader(batches, batch_size=None, sampler=range(step, total), num_workers=workers,
                                         worker_init_fn=lambda _: torch.set_num_threads(1))
    model.train()
    for texts, images in loader:
        seconds = time.time() - started
        early = step < settings.text_steps
        if early:
            here, done, early_seconds = step, step / settings.text_steps, seconds
        else:
            here = step - settings.text_steps
            done = max(here / settings.steps, (seconds - early_seconds) / (budget - early_seconds))
        for group in optim.param_groups:
            group["lr"] = group["peak"] * rate(here, done, settings.warmup)
        parts = {}
        with torch.autocast(torch.device(device).type, torch.bfloat16):
            if texts is not None:
                parts["text"] = text_loss(model, texts, device)
            if images is not None:
                parts["image"], parts["styles"] = picture_loss(model, images, settings.emoji_names, device)
        loss = sum(value * {"text": 1.0, "image": 1.0, "styles": 0.4}[name] for name, value in parts.items())
        optim.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optim.step()
        step += 1
        clock = torch.tensor([done])
        if processes > 1 and step % settings.meet == 0:
            meet(model, processes)
            distributed.broadcast(clock, 0)  # all end at the same step
        last = step == total or (float(clock) >= 1 and (processes == 1 or step % settings.meet == 0))
        if rank > 0:
            if last:
                break
            continue
        if step % 5 == 0 or last:
            follow(averaged, model, min(settings.average, (1 + step) / (50 + step)))
        for name, value in parts.items():
            sums.setdefault(name, []).append(float(value))
        if step % 50 == 0:
            row = {"step": step, "seconds": round(time.time() - started), "done": round(done, 3), **{k: round(sum(v) / len(v), 4) for k, v in sums.items()}}
            sums = {}
            with open(work / "log.jsonl", "a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)
        if step % save_every == 0 or last:
            state = {"model": model.state_dict(), "averaged": averaged.state_dict(), "optimizer": optim.state_dict(),
                     "torch": torch.get_rng_state(), "step": step, "seconds": time.time() - started, "early_seconds": early_seconds}
            torch.save(state, work / "checkpoint.tmp")
            (work / "checkpoint.tmp").replace(path)
            after(averaged, step)
        if last:
            break
