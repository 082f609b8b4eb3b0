"""Draws one step's pictures and texts."""
import random
from collections import defaultdict

import numpy as np
import torch

import augment
import captions
import pictures
from wordpiece import PAD, words_of

COMMON = set("a an the of with in on and or face button to for at by : , . - ’".split())


def pad(rows):
    """Lists of ids -> input_ids, attention_mask [n, longest]."""
    ids = torch.full((len(rows), max(map(len, rows))), PAD, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, :len(row)] = torch.tensor(row)
        mask[i, :len(row)] = 1
    return ids, mask


class Batches:
    """What step k of a process sees depends on the seed, k and its rank alone, so that a resumed run goes on as the first would have."""

    def __init__(self, data, settings, total, rank=0):
        self.data, self.settings, self.total, self.rank = data, settings, total, rank
        self.seen = data.seen()
        self.styles = [i for i, s in enumerate(pictures.STYLES) if s != settings.unseen_style]
        self.by_subgroup = defaultdict(list)
        for i in self.seen:
            self.by_subgroup[data.emoji[i].subgroup].append(i)
        self.by_page = defaultdict(list)
        for pair in data.pairs:
            self.by_page[pair.page].append(pair)
        self.pages = sorted(self.by_page)
        self.concepts = {}

    def __len__(self):
        return self.total

    def __getitem__(self, step):
        """-> (text pairs or None, pictures or None) of one step."""
        seed = (self.settings.seed * 100_003 + step) * 64 + self.rank
        self.rng, self.generator = random.Random(seed), torch.Generator().manual_seed(seed)
        self.numpy = np.random.default_rng(seed)
        early = step < self.settings.text_steps
        return self.text_pairs() if early or step % 4 == 0 else None, None if early else self.pictures()

    def tokens(self, texts, limit):
        """Each text once -> (input_ids, attention_mask, where [n] each text is)."""
        unique = list(dict.fromkeys(texts))
        at = {t: i for i, t in enumerate(unique)}
        ids, mask = pad([self.data.tokenizer.encode(t, limit) for t in unique])
        return ids, mask, torch.tensor([at[t] for t in texts])

    def names(self, count):
        """Half at random, half in families that look alike: the hard negatives."""
        chosen = dict.fromkeys(self.rng.sample(self.seen, count // 2))
        while len(chosen) < count:
            family = self.by_subgroup[self.data.emoji[self.rng.choice(self.seen)].subgroup]
            chosen.update(dict.fromkeys(self.rng.sample(family, min(len(family), 5))))
        return list(chosen)[:count]

    def concept(self, text):
        if text not in self.concepts:
            self.concepts[text] = frozenset(w for w in words_of(text) if w not in COMMON)
        return self.concepts[text]

    def pictures(self):
        """-> pixel_values [n, 3, s, s], tokens, same [n, n], ignore [n, n]; the first 2k rows are k emoji in two styles."""
        d, s, rng = self.data, self.settings, self.rng
        names = self.names(s.emoji_names)
        two = [rng.sample(self.styles, 2) for _ in names]
        rgba = np.stack([d.emoji_pictures[i, t[k]] for k in (0, 1) for i, t in zip(names, two)])
        pick = self.numpy.integers(len(d.cifar), size=s.cifar_images)
        scene = self.numpy.integers(len(d.scene_pictures), size=s.scene_images)
        shape = self.numpy.integers(len(d.shape_pictures), size=s.shape_images)
        to_float = lambda a: torch.from_numpy(np.ascontiguousarray(a)).permute(0, 3, 1, 2).float() / 255
        photos = to_float(d.cifar[self.numpy.integers(len(d.cifar), size=len(rgba))])
        emoji = augment.on_ground(to_float(rgba), photos, self.generator)
        cifar, drawn, shapes = (to_float(a) for a in (d.cifar[pick], d.scene_pictures[scene], d.shape_pictures[shape]))
        flip = torch.tensor([not captions.is_sided(d.emoji[i]) for i in names] * 2)
        natural = torch.cat([emoji, cifar])
        natural = augment.warp(natural, torch.cat([flip, torch.ones(len(cifar), dtype=torch.bool)]), self.generator)
        natural = augment.recolor(natural, self.generator, 0.06)
        made = augment.warp(torch.cat([drawn, shapes]), torch.zeros(len(drawn) + len(shapes), dtype=torch.bool), self.generator, 0.6)
        made = augment.recolor(made, self.generator, 0.02) * 0.5 + made * 0.5
        pixels = augment.to_model(augment.soften(torch.cat([natural, made]), self.generator))

        kinds = [pictures.CIFAR[d.cifar_class[i]] for i in pick]
        labels = [d.scene_labels[i] for i in scene]
        coloured = [d.shape_labels[i] for i in shape]
        texts = [captions.of_emoji(d.emoji[i], rng) for _ in (0, 1) for i in names] + [captions.of_cifar(k, rng) for k in kinds] \
            + [captions.of_scene(n, t, rng) for _, n, t in labels] + [captions.of_shape(c, k, rng) for c, k in coloured]
        keys = [f"emoji {i}" for i in names] * 2 + [f"photo {k}" for k in kinds] + [f"scene {i}" for i in scene] + [f"shape {c} {k}" for c, k in coloured]
        domain = [0] * (2 * len(names)) + [1] * len(kinds) + [2] * len(labels) + [2] * len(coloured)
        words = [self.concept(d.emoji[i].name) for i in names] * 2 + [self.concept(" ".join(captions.CIFAR_NAMES[k])) for k in kinds] \
            + [self.concept(n[0]) for _, n, _ in labels] + [self.concept(k) for _, k in coloured]
        return pixels, self.tokens(texts, s.caption_tokens), *self.relations(keys, domain, words)

    @staticmethod
    def relations(keys, domain, words):
        """same: equal key. ignore: other domain but a word in common (a dog photo and a dog emoji), or two scenes of one kind."""
        number = {k: i for i, k in enumerate(dict.fromkeys(keys))}
        key = torch.tensor([number[k] for k in keys])
        vocabulary = {w: i for i, w in enumerate(dict.fromkeys(w for row in words for w in row))}
        hot = torch.zeros(len(words), len(vocabulary))
        for i, row in enumerate(words):
            for w in row:
                hot[i, vocabulary[w]] = 1
        shared, domain = hot @ hot.T > 0, torch.tensor(domain)
        other = domain[:, None] != domain[None, :]
        drawn = (domain[:, None] == 2) & ~other
        return key[:, None] == key[None, :], shared & (other | drawn)

    def text_pairs(self):
        """-> tokens of queries, tokens of passages. A third emoji names with their keywords or Chinese names, the rest
        pages of the corpora, up to four pairs of a page so that its sections are each other's hard negatives."""
        rng, count, limit = self.rng, self.settings.text_pairs, self.settings.train_tokens
        rows = {}
        for i in self.names(count // 3):
            e = self.data.emoji[i]
            kind = ", ".join(rng.sample(e.keywords, min(len(e.keywords), rng.randint(2, 8))))
            a, b = rng.choice([(e.name, kind), (e.chinese, kind), (e.name, e.chinese), (e.name, kind)])
            if a != b:
                rows.setdefault(a, b)
        while len(rows) < count:
            page = self.by_page[rng.choice(self.pages)]
            for pair in rng.sample(page, min(len(page), 4)):
                rows.setdefault(pair.query, self.crop(pair.passage))
        rows = list(rows.items())[:count]
        return self.tokens([a for a, _ in rows], limit), self.tokens([b for _, b in rows], limit)

    def crop(self, passage):
        words = passage.split(" ")
        start = self.rng.randrange(len(words) - 29) if len(words) > 40 and self.rng.random() < 0.5 else 0
        return " ".join(words[start:start + 40])
