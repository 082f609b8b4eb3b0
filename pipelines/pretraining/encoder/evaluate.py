"""Figures on what was kept back. All retrieval is exact, over cosine similarity."""
import json
import math
import random
import zipfile

import numpy as np
import torch

import corpus
import pictures
import scenes
from batches import pad

CIFAR_PROMPT = "a photo of a {}"
PACS_PROMPT = {"photo": "a photo of a {}", "art_painting": "a painting of a {}", "cartoon": "a cartoon of a {}", "sketch": "a sketch of a {}"}


@torch.no_grad()
def encode_texts(model, tokenizer, texts, limit, size=64):
    """-> [n, width]; sorted by length inside so that padding is short."""
    rows = [tokenizer.encode(t, limit) for t in texts]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = torch.empty(len(rows), model.text.bag.out_features)
    device = model.scale.device
    for start in range(0, len(order), size):
        part = order[start:start + size]
        ids, mask = pad([rows[i] for i in part])
        out[part] = model.text(ids.to(device), mask.to(device)).cpu()
    return out


@torch.no_grad()
def encode_pictures(model, array, size=128):
    """[n, s, s, 3] uint8 -> [n, width]."""
    device, out = model.scale.device, []
    for start in range(0, len(array), size):
        x = torch.from_numpy(np.ascontiguousarray(array[start:start + size])).permute(0, 3, 1, 2).float() / 255
        out.append(model.vision((x * 2 - 1).to(device)).cpu())
    return torch.cat(out)


def recall(scores, right, depth):
    """scores [queries, items]; right [queries] the index of the one right item."""
    return float((scores.topk(depth, 1).indices == right[:, None]).any(1).float().mean())


def on_white(rgba):
    a = rgba[..., 3:].astype(np.float32) / 255
    return np.round(rgba[..., :3] * a + 255 * (1 - a)).astype(np.uint8)


def emoji(model, data, settings, short=False):
    """Names never seen, in each style; rows are R@1, R@5, R@10 among the pictures of one style."""
    names = [data.emoji[i] for i in data.unseen]
    queries = {"name": [e.name for e in names]}
    if not short:
        queries["name and keywords"] = [f"{e.name}, {', '.join(e.keywords[:6])}" for e in names]
        queries["chinese name"] = [e.chinese for e in names]
    right, out = torch.arange(len(names)), {}
    for q, texts in queries.items():
        text = encode_texts(model, data.tokenizer, texts, settings.max_tokens)
        for s, style in enumerate(pictures.STYLES):
            if short and style not in ("noto", settings.unseen_style):
                continue
            image = encode_pictures(model, on_white(data.emoji_pictures[data.unseen, s]))
            scores = text @ image.T
            mark = " (style never seen)" if style == settings.unseen_style else ""
            if short:
                out[f"R@5 unseen names, {style}"] = round(recall(scores, right, 5), 4)
            else:
                out[f"{q}, {style}{mark}"] = {"text to image": [round(recall(scores, right, k), 3) for k in (1, 5, 10)],
                                              "image to text": [round(recall(scores.T, right, k), 3) for k in (1, 5, 10)]}
    if not short:
        seen = data.seen()
        text = encode_texts(model, data.tokenizer, [data.emoji[i].name for i in seen], settings.max_tokens)
        s = pictures.STYLES.index(settings.unseen_style)
        scores = text @ encode_pictures(model, on_white(data.emoji_pictures[seen, s])).T
        out[f"seen names, {settings.unseen_style} (style never seen), of {len(seen)}"] = {
            "text to image": [round(recall(scores, torch.arange(len(seen)), k), 3) for k in (1, 5, 10)]}
    return out


def zero_shot(image, truth, text):
    return float(((image @ text.T).argmax(1).numpy() == truth).mean())


def cifar(model, data, data_folder, work, settings, limit=None):
    test = pictures.cached(work / "cifar-test.npz", lambda: dict(zip(("x", "y"), pictures.read_cifar(data_folder / "cifar10.zip", "test", settings.image_size))))
    x, y = test["x"], test["y"]
    if limit:
        pick = np.linspace(0, len(x) - 1, limit).astype(int)
        x, y = x[pick], y[pick]
    text = encode_texts(model, data.tokenizer, [CIFAR_PROMPT.format(k) for k in pictures.CIFAR], settings.max_tokens)
    return {"CIFAR-10 zero-shot": round(zero_shot(encode_pictures(model, x), y, text), 4)}


def pacs(model, data, data_folder, settings):
    out = {}
    for domain, (x, y) in pictures.read_pacs(data_folder / "pacs.zip", settings.image_size).items():
        text = encode_texts(model, data.tokenizer, [PACS_PROMPT[domain].format(k) for k in pictures.PACS], settings.max_tokens)
        out[domain] = {"accuracy": round(zero_shot(encode_pictures(model, x), y, text), 4), "pictures": len(y),
                       "largest class": round(float(np.bincount(y).max() / len(y)), 4)}
    return out


def shapes(model, data, data_folder, settings):
    """Which of all colour-shape classes, on classes never trained on, and on those trained on."""
    x, labels = pictures.read_shapes(data_folder / "easy-vqa.zip", "test", settings.image_size)
    classes = sorted(set(labels))
    text = encode_texts(model, data.tokenizer, [f"a {c} {s}" for c, s in classes], settings.max_tokens)
    hit = ((encode_pictures(model, x) @ text.T).argmax(1).numpy() == np.array([classes.index(l) for l in labels]))
    new = np.array([pictures.is_unseen_shape(*l) for l in labels])
    return {"classes never seen": round(float(hit[new].mean()), 4), "classes seen": round(float(hit[~new].mean()), 4),
            "unseen": sorted({f"{c} {s}" for c, s in classes if pictures.is_unseen_shape(c, s)}), "of": len(classes)}


def drawn(model, data, settings):
    """New drawings of the kinds trained on: is the first hit for the first name of a kind of that kind?"""
    x, labels = scenes.draw(settings.unseen_scenes, settings.seed + 1, settings.image_size)
    kinds = sorted({k for k, _, _ in labels})
    first = {k: n[0] for k, n, _ in labels}
    text = encode_texts(model, data.tokenizer, [f"a picture of a {first[k]}" for k in kinds], settings.max_tokens)
    scores = text @ encode_pictures(model, x).T
    kind = np.array([kinds.index(k) for k, _, _ in labels])
    return {"kind of the first hit is right": round(float((kind[scores.argmax(1).numpy()] == np.arange(len(kinds))).mean()), 4), "kinds": len(kinds), "pictures": len(x)}


def ndcg(ranked, grades, depth=10):
    gain = sum((2 ** grades.get(d, 0) - 1) / math.log2(i + 2) for i, d in enumerate(ranked[:depth]))
    best = sum((2 ** g - 1) / math.log2(i + 2) for i, g in enumerate(sorted(grades.values(), reverse=True)[:depth]))
    return gain / best if best else 0.0


def collection(model, data, archive, settings):
    """nDCG@10 over a BEIR folder in a zip; documents are title and text, cut at max_tokens."""
    with zipfile.ZipFile(archive) as z:
        find = lambda end: next(n for n in z.namelist() if n.endswith(end))
        read = lambda end: [json.loads(line) for line in z.read(find(end)).decode("utf-8").splitlines() if line.strip()]
        documents, queries = read("corpus.jsonl"), {q["_id"]: q["text"] for q in read("queries.jsonl")}
        grades = {}
        for line in z.read(find("test.tsv")).decode("utf-8").splitlines()[1:]:
            q, d, g = line.split("\t")
            if int(g) > 0:
                grades.setdefault(q, {})[d] = int(g)
    asked = [q for q in queries if q in grades]
    rows = encode_texts(model, data.tokenizer, [f"{d.get('title', '')} {d['text']}".strip() for d in documents], settings.max_tokens)
    scores = encode_texts(model, data.tokenizer, [queries[q] for q in asked], settings.max_tokens) @ rows.T
    top = scores.topk(10, 1).indices.tolist()
    ids = [d["_id"] for d in documents]
    return round(sum(ndcg([ids[i] for i in row], grades[q]) for q, row in zip(asked, top)) / len(asked), 4)


def headings(model, data, data_folder, settings, count=1000):
    """Heading or description -> its section, over pages never trained on."""
    pairs = [p for p in corpus.all_pairs(data_folder) if corpus.is_kept_back(p.page)]
    rng, unique = random.Random(settings.seed), {}
    for p in pairs:
        unique.setdefault(p.query, p)
    chosen = rng.sample(sorted(unique.values(), key=lambda p: (p.page, p.query)), min(count, len(unique)))
    text = encode_texts(model, data.tokenizer, [p.query for p in chosen], settings.max_tokens)
    scores = text @ encode_texts(model, data.tokenizer, [p.passage for p in chosen], settings.max_tokens).T
    right = torch.arange(len(chosen))
    rank = (scores > scores.diagonal()[:, None]).sum(1)
    return {"pairs": len(chosen), "R@1": round(recall(scores, right, 1), 4), "R@5": round(recall(scores, right, 5), 4),
            "nDCG@10": round(float(torch.where(rank < 10, 1 / torch.log2(rank + 2.0), torch.zeros(1)).mean()), 4)}


def everything(model, data, data_folder, work, settings):
    model.eval()
    return {
        f"emoji, {len(data.unseen)} names never seen: R@1, R@5, R@10": emoji(model, data, settings),
        **cifar(model, data, data_folder, work, settings),
        "PACS zero-shot": pacs(model, data, data_folder, settings),
        "easy-VQA": shapes(model, data, data_folder, settings),
        "drawn scenes": drawn(model, data, settings),
        "heading to section, pages never seen": headings(model, data, data_folder, settings),
        "nDCG@10": {name: collection(model, data, data_folder / "ir" / f"{name}.zip", settings) for name in ("cranfield", "cisi", "npl")},
    }
