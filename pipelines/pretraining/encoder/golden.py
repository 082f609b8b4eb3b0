"""Golden samples for readers of the model folder: ids and embeddings of texts, embeddings of small pictures."""
import json
from pathlib import Path

import numpy as np
from PIL import Image

import evaluate
import pictures
import scenes

TEXTS = ["a photo of a dog", "bar chart", "a red triangle", "grinning face", "Lighthouse on the coast, at night", "灯塔", "一只猫的照片", "嘿嘿",
         "How do I extract an archive?", "cómo comprimir un archivo", "Crème brûlée", "Übergrößenträger", "naïve café — déjà vu", "the quick brown fox jumps over the lazy dog.",
         "C++ and C# in 2026", "snake_case, kebab-case & CamelCase", "e-mail: someone@example.org", "100% (one hundred per cent)", "“quoted” … and ‘single’", "日本語とEnglish混ざり",
         "한국어 텍스트", "русский текст", "emoji 😀 in a line", "tabs\tand\nline breaks   and spaces", "zero\u200bwidth\u00a0space", "supercalifragilisticexpialidocious", "", "   ",
         "a" * 120, "prometheus query rate of http requests over five minutes " * 40]


def sample_pictures(seed):
    """Ten pictures drawn here, at sizes that make the reader resize: wide, tall, small, gray, transparent, palette."""
    out = []
    for i in range(10):
        wide, high = ((48, 48), (96, 96), (160, 90), (64, 128), (33, 47), (200, 200), (120, 80), (90, 120), (72, 72), (17, 23))[i]
        array, _, _ = scenes.one((i * 11 + 3) % len(scenes.KINDS), seed + i, 128)
        picture = Image.fromarray(array).resize((wide, high), Image.BICUBIC)
        if i == 6:
            picture = picture.convert("L")
        elif i == 7:
            fade = np.tile(np.linspace(0, 255, wide).astype(np.uint8), (high, 1))
            picture.putalpha(Image.fromarray(fade))
        elif i == 8:
            picture = picture.quantize(32)
        out.append(picture)
    return out


def write(model, tokenizer, settings, folder: Path, pixels_file: Path):
    """Also writes the pixel tensors to pixels_file, for check_onnx.mjs."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = lambda row: [round(float(v), 5) for v in row]
    texts = [{"text": t, "ids": tokenizer.encode(t, settings.max_tokens), "embedding": numbers(evaluate.encode_texts(model, tokenizer, [t], settings.max_tokens)[0])} for t in TEXTS]
    images, tensors = [], []
    for i, picture in enumerate(sample_pictures(settings.seed)):
        name = f"picture-{i}.png"
        picture.save(folder / name, "PNG", optimize=True)
        with Image.open(folder / name) as read:
            pixels = pictures.square(read, settings.image_size)
        tensors.append((pixels.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1))
        images.append({"file": name, "pixels": {"mean": round(float(pixels.mean()), 4), "corner": pixels[0, 0].tolist(), "middle": pixels[settings.image_size // 2, settings.image_size // 2].tolist()},
                       "embedding": numbers(evaluate.encode_pictures(model, pixels[None])[0])})
    lines = lambda rows: "[\n" + ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in rows) + "\n ]"
    (folder / "golden.json").write_text(f'{{\n "model": "assistant-clip-small",\n "texts": {lines(texts)},\n "images": {lines(images)}\n}}\n', encoding="utf-8")
    np.stack(tensors).tofile(pixels_file)
