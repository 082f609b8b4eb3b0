"""Reads the data once: the split, the tokenizer, the token vectors and the pictures. Everything is kept in the work folder."""
import json
import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import captions
import cooccurrence
import corpus
import pictures
import scenes
import wordpiece


@dataclass
class Data:
    emoji: list
    emoji_pictures: np.ndarray  # [names, styles, s, s, 4]
    unseen: list  # indices of emoji names
    cifar: np.ndarray
    cifar_class: np.ndarray
    scene_pictures: np.ndarray
    scene_labels: list
    shape_pictures: np.ndarray
    shape_labels: list
    pairs: list  # corpus.Pair, training pages only
    tokenizer: wordpiece.WordPiece

    def seen(self):
        unseen = set(self.unseen)
        return [i for i in range(len(self.emoji)) if i not in unseen]


def texts(data_folder, emoji, seen, pairs, scene_labels):
    """(text, weight) of everything that may be read in training."""
    for i in seen:
        e = emoji[i]
        yield f"{e.name} {' '.join(e.keywords)} {e.chinese} {e.subgroup.replace('-', ' ')} {e.name}", 12
    for _, names, details in scene_labels[:1500]:
        yield " ".join(names + details), 1
    for word in captions.fixed_words():
        yield word, 20
    for pair in pairs:
        yield f"{pair.query} {pair.passage}", 1
    for problem in corpus.word_problems(data_folder):
        yield problem, 2


def prepare(settings, data_folder: Path, work: Path):
    work.mkdir(parents=True, exist_ok=True)
    size = settings.image_size
    pickled = work / "prepared.pickle"
    emoji_npz = work / "emoji.npz"
    if not pickled.exists():
        emoji_pictures, emoji = pictures.read_emoji(data_folder / "emoji-styles.zip", size)
        np.savez(emoji_npz, pictures=emoji_pictures)
        unseen = pictures.unseen_emoji(emoji, settings.unseen_names, settings.seed)
        kept = set(unseen)
        seen = [i for i in range(len(emoji)) if i not in kept]
        scene_pictures, scene_labels = scenes.draw(settings.scenes, settings.seed, size)
        np.savez(work / "scenes.npz", pictures=scene_pictures)
        pairs = [p for p in corpus.all_pairs(data_folder) if not corpus.is_kept_back(p.page)]
        counts = Counter()
        sources = list(texts(data_folder, emoji, seen, pairs, scene_labels))
        for text, weight in sources:
            for word in wordpiece.words_of(text):
                counts[word] += weight
        tokenizer = wordpiece.WordPiece(wordpiece.learn(counts, settings.vocabulary))
        sequences = [(tokenizer.encode(text)[1:-1], weight) for text, weight in sources]
        vectors = cooccurrence.vectors(cooccurrence.count(sequences, len(tokenizer.pieces)), settings.width, settings.seed)
        frequency = np.zeros(len(tokenizer.pieces), np.float32)
        for ids, weight in sequences:
            np.add.at(frequency, ids, weight)
        np.savez(work / "tokens.npz", vectors=vectors.numpy(), frequency=frequency)
        (work / "tokenizer.json").write_text(json.dumps(tokenizer.to_json(settings.max_tokens), ensure_ascii=False, indent=1), encoding="utf-8")
        pickled.write_bytes(pickle.dumps((emoji, unseen, scene_labels, pairs)))
    emoji, unseen, scene_labels, pairs = pickle.loads(pickled.read_bytes())
    cifar = pictures.cached(work / "cifar.npz", lambda: dict(zip(("x", "y"), pictures.read_cifar(data_folder / "cifar10.zip", "train", size))))
    shape_pictures, shape_labels = pictures.read_shapes(data_folder / "easy-vqa.zip", "train", size)
    keep = [i for i, label in enumerate(shape_labels) if not pictures.is_unseen_shape(*label)]
    return Data(emoji, np.load(emoji_npz)["pictures"], unseen, cifar["x"], cifar["y"], np.load(work / "scenes.npz")["pictures"], scene_labels,
                shape_pictures[keep], [shape_labels[i] for i in keep], pairs, wordpiece.load(work / "tokenizer.json"))
