"""Pictures of the data sets as uint8 arrays at the model's size, with what is said about them.

The preprocessing is that of the published model: transparent parts on white, the whole picture squashed into a
square with Pillow's bicubic filter (which smooths when it shrinks)."""
import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

STYLES = ["noto", "blob", "twemoji", "fluent3d"]
CIFAR = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
PACS = ["dog", "elephant", "giraffe", "guitar", "horse", "house", "person"]


@dataclass(frozen=True)
class Emoji:
    name: str
    chinese: str
    keywords: tuple
    group: str
    subgroup: str


def flat(picture):
    """Any Pillow picture -> RGB on white."""
    if picture.mode in ("RGBA", "LA", "P"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, picture).convert("RGB")
    return picture.convert("RGB")


def square(picture, size):
    return np.asarray(flat(picture).resize((size, size), Image.BICUBIC))


def read_emoji(archive, size):
    """-> ([names, styles, size, size, 4] uint8 with transparency, list of Emoji)."""
    with zipfile.ZipFile(archive) as z:
        rows = list(csv.DictReader(io.TextIOWrapper(z.open("labels.tsv"), "utf-8"), delimiter="\t"))
        order, emoji = {}, []
        for row in rows:
            if row["emoji"] not in order:
                order[row["emoji"]] = len(emoji)
                emoji.append(Emoji(row["name_en"], row["name_zh"], tuple(row["keywords_en"].split(" | ")), row["group"], row["subgroup"]))
        out = np.zeros((len(emoji), len(STYLES), size, size, 4), np.uint8)
        for row in rows:
            picture = Image.open(io.BytesIO(z.read(row["file"]))).convert("RGBA")
            out[order[row["emoji"]], STYLES.index(row["style"])] = np.asarray(picture.resize((size, size), Image.BICUBIC))
    return out, emoji


def unseen_emoji(emoji, count, seed):
    """Indices of the names kept back: evenly over the subgroups, by a hash within each."""
    key = lambda i: (emoji[i].subgroup, hashlib.sha256(f"{seed}/{emoji[i].name}".encode()).hexdigest())
    order = sorted(range(len(emoji)), key=key)
    return sorted(order[int((k + 0.5) * len(order) / count)] for k in range(count))


def read_cifar(archive, part, size):
    """-> ([n, size, size, 3] uint8, [n] class)."""
    with zipfile.ZipFile(archive) as z:
        names = sorted(n for n in z.namelist() if n.startswith(part + "/") and n.endswith(".jpg"))
        pictures = np.empty((len(names), size, size, 3), np.uint8)
        for i, name in enumerate(names):
            pictures[i] = square(Image.open(io.BytesIO(z.read(name))), size)
    return pictures, np.array([CIFAR.index(n.split("/")[1]) for n in names])


def read_shapes(archive, part, size):
    """easy-VQA -> ([n, size, size, 3] uint8, list of (colour, shape))."""
    shapes = {"circle", "rectangle", "triangle"}
    with zipfile.ZipFile(archive) as z:
        known = {}
        for question, answer, number in json.loads(z.read(f"{part}/questions.json")):
            if answer not in ("yes", "no"):
                known.setdefault(number, {})["shape" if answer in shapes else "colour"] = answer
        numbers = sorted(n for n, seen in known.items() if len(seen) == 2)
        pictures = np.stack([square(Image.open(io.BytesIO(z.read(f"{part}/images/{n}.png"))), size) for n in numbers])
    return pictures, [(known[n]["colour"], known[n]["shape"]) for n in numbers]


def is_unseen_shape(colour, shape):
    """Classes of coloured shapes kept back, about one in six."""
    return hashlib.sha256(f"{colour} {shape}".encode()).digest()[0] < 43


def read_pacs(archive, size):
    """-> domain -> ([n, size, size, 3] uint8, [n] class). For measuring only."""
    found = {}
    with zipfile.ZipFile(archive) as z:
        for name in sorted(z.namelist()):
            if name.endswith((".jpg", ".png")):
                domain, kind, _ = name.split("/")[-3:]
                found.setdefault(domain, []).append((square(Image.open(io.BytesIO(z.read(name))), size), PACS.index(kind)))
    return {d: (np.stack([p for p, _ in rows]), np.array([k for _, k in rows])) for d, rows in found.items()}


def cached(path: Path, make):
    """make() -> dict of arrays, kept in an npz."""
    if not path.exists():
        np.savez(path, **make())
    with np.load(path) as z:
        return {k: z[k] for k in z.files}
