"""Pictures that the recipe draws itself, with names and details for captions."""
import random

import numpy as np
from PIL import Image

from . import charts, diagrams, instruments, papers, places, signs, things
from .canvas import Canvas

KINDS = charts.DRAW + papers.DRAW + signs.DRAW + diagrams.DRAW + instruments.DRAW + places.DRAW + things.DRAW


def one(kind, seed, size):
    """-> ([size, size, 3] uint8, names, details); the same seed gives the same picture."""
    canvas = Canvas(random.Random(seed))
    names, details = KINDS[kind](canvas)
    picture = canvas.image.resize((size, size), Image.BICUBIC)
    return np.asarray(picture), names, details


def draw(count, seed, size):
    """count pictures, all kinds in turn -> ([n, size, size, 3] uint8, list of (kind name, names, details))."""
    pictures, labels = np.empty((count, size, size, 3), np.uint8), []
    for i in range(count):
        kind = i % len(KINDS)
        pictures[i], names, details = one(kind, seed * 1_000_003 + i, size)
        labels.append((KINDS[kind].__name__, names, details))
    return pictures, labels
