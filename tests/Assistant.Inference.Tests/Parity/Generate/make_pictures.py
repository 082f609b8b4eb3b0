"""Draws the pictures of ../Pictures: kinds that decoders and resizers treat differently. Seeded.

Run: python3 make_pictures.py   (needs numpy and Pillow; Debian: python3-numpy python3-pil)
"""
import io
import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

PICTURES = pathlib.Path(__file__).resolve().parent.parent / "Pictures"


def scene(width, height, seed, grain=3):
    """Sky, ground, shapes with hard edges, thin lines, and a little grain: [height, width, 3]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([80 + 100 * y / height, 120 + 60 * np.sin(x / width * 5), 220 - 140 * y / height], axis=-1)
    image = Image.fromarray(base.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        cx, cy, r = rng.integers(0, width), rng.integers(0, height), rng.integers(4, max(5, min(width, height) // 4))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)([cx - r, cy - r, cx + r, cy + r], fill=colour)
    for i in range(0, width, max(6, width // 24)):
        draw.line([i, 0, width - i, height], fill=(int(i * 255 / width), 30, 200), width=max(1, width // 300))
    noise = np.random.default_rng(seed + 1).normal(0, grain, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def save(image, name, **options):
    image.save(PICTURES / name, **options)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    save(scene(640, 480, 1), "landscape.jpg", quality=90)
    save(scene(360, 600, 2), "portrait.jpg", quality=85, subsampling=2)
    save(scene(1600, 1200, 3).filter(ImageFilter.GaussianBlur(1.2)), "large.jpg", quality=80, subsampling=2)
    save(scene(1100, 900, 4).filter(ImageFilter.GaussianBlur(1.2)), "large.webp", quality=75)
    save(scene(224, 224, 5, grain=0), "exact.png", optimize=True)
    save(scene(32, 32, 6), "icon.png")
    save(scene(300, 220, 7).quantize(64), "palette.png", optimize=True)
    save(scene(320, 240, 8).convert("L"), "grey.jpg", quality=90)
    transparent = scene(256, 200, 9, grain=0).convert("RGBA")
    transparent.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, 256).astype(np.uint8), (200, 1))))
    save(transparent.filter(ImageFilter.GaussianBlur(1)), "transparent.png", optimize=True)
    save(scene(40, 500, 10, grain=0), "narrow.png", optimize=True)
    save(scene(700, 60, 11), "wide.jpg", quality=92)
    exif = Image.Exif()
    exif[0x0112] = 6
    save(scene(300, 200, 12), "sideways.jpg", quality=90, exif=exif)
    save(scene(3, 5, 13), "speck.png")
    save(Image.fromarray(np.random.default_rng(14).integers(0, 256, (72, 96, 3), dtype=np.uint8)), "noise.png")
    save(scene(250, 251, 15, grain=0), "frames.gif", save_all=True, append_images=[scene(250, 251, 16, grain=0)])
    checks = (np.indices((128, 192)).sum(axis=0) // 2 % 2 * 255).astype(np.uint8)
    save(Image.fromarray(checks), "checks.png", optimize=True)
