"""Tests of the recipe's pure parts; seconds, no data. /usr/bin/python3 pipelines/pretraining/encoder/test_recipe.py"""
import random
import sys
import unittest
from collections import Counter
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))

import augment
import captions
import cooccurrence
import corpus
import evaluate
import losses
import pictures
import scenes
import towers
import wordpiece
from batches import Batches, pad
from settings import Settings


class WordPieceTests(unittest.TestCase):
    def test_text_is_split_as_bert_does(self):
        self.assertEqual(wordpiece.words_of("Crème brûlée, C++!\u200b灯塔x"), ["creme", "brulee", ",", "c", "+", "+", "!", "灯", "塔", "x"])

    def test_longest_piece_is_taken_first(self):
        tokens = wordpiece.WordPiece(wordpiece.SPECIAL + ["un", "##aff", "##able", "##a", "una"])
        self.assertEqual([tokens.pieces[i] for i in tokens.encode("unable")], ["[CLS]", "[UNK]", "[SEP]"])
        self.assertEqual([tokens.pieces[i] for i in tokens.encode("unaffable")], ["[CLS]", "[UNK]", "[SEP]"])
        self.assertEqual([tokens.pieces[i] for i in tokens.encode("una unaff")], ["[CLS]", "una", "[UNK]", "[SEP]"])
        self.assertEqual([tokens.pieces[i] for i in tokens.encode("unaa")], ["[CLS]", "una", "##a", "[SEP]"])

    def test_frequent_words_become_pieces_and_the_order_of_words_does_not_matter(self):
        counts = Counter({"lighthouse": 50, "light": 30, "house": 30, "rare": 2})
        learnt = wordpiece.learn(counts, 60)
        self.assertIn("lighthouse", learnt)
        self.assertEqual(learnt, wordpiece.learn(Counter(dict(reversed(counts.items()))), 60))
        self.assertEqual(learnt[:5], wordpiece.SPECIAL)

    def test_limit_keeps_both_marks(self):
        tokens = wordpiece.WordPiece(wordpiece.SPECIAL + ["a"])
        self.assertEqual(tokens.encode("a a a a a", 4), [wordpiece.CLS, 5, 5, wordpiece.SEP])


class CorpusTests(unittest.TestCase):
    def test_sections_keep_their_heading_path_and_drop_code(self):
        text = "# Book\n\n## Shelf\n" + "word " * 20 + "\n```\n# not a heading\n```\n## Empty\n"
        found = corpus.sections("x.md", text)
        self.assertEqual([h for h, _ in found], ["Book Shelf"])
        self.assertNotIn("not a heading", found[0][1])

    def test_kept_back_pages_are_about_one_in_twenty(self):
        share = sum(corpus.is_kept_back(f"page-{i}") for i in range(4000)) / 4000
        self.assertTrue(0.035 < share < 0.07, share)


class PictureTests(unittest.TestCase):
    def test_same_seed_same_scene(self):
        for kind in range(0, len(scenes.KINDS), 7):
            a, names, _ = scenes.one(kind, 5, 32)
            b, _, _ = scenes.one(kind, 5, 32)
            c, _, _ = scenes.one(kind, 6, 32)
            self.assertTrue(np.array_equal(a, b))
            self.assertFalse(np.array_equal(a, c))
            self.assertTrue(names)

    def test_unseen_names_are_spread_over_subgroups(self):
        emoji = [pictures.Emoji(f"n{i}", "", (), "", f"s{i // 10}") for i in range(100)]
        unseen = pictures.unseen_emoji(emoji, 10, 1)
        self.assertEqual(len({emoji[i].subgroup for i in unseen}), 10)
        self.assertEqual(unseen, pictures.unseen_emoji(emoji, 10, 1))

    def test_transparent_parts_become_white(self):
        from PIL import Image
        self.assertTrue((pictures.square(Image.new("RGBA", (9, 5), (255, 0, 0, 0)), 8) == 255).all())

    def test_mirror_is_kept_from_sided_names(self):
        self.assertTrue(captions.is_sided(pictures.Emoji("left arrow", "", ("west",), "Objects", "arrow")))
        self.assertFalse(captions.is_sided(pictures.Emoji("dog face", "", ("pet",), "Animals & Nature", "animal-mammal")))
        generator = torch.Generator().manual_seed(1)
        ramp = torch.linspace(0, 1, 16).view(1, 1, 1, 16).expand(32, 3, 16, 16).contiguous()
        moved = augment.warp(ramp, torch.zeros(32, dtype=torch.bool), generator)
        self.assertTrue((moved[:, :, :, -4:].mean((1, 2, 3)) > moved[:, :, :, :4].mean((1, 2, 3))).all())

    def test_views_stay_in_range(self):
        generator = torch.Generator().manual_seed(2)
        x = augment.soften(augment.recolor(torch.rand(40, 3, 16, 16, generator=generator), generator, 0.2), generator)
        self.assertTrue(0 <= float(x.min()) and float(x.max()) <= 1)


class ModelTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.model = towers.DualEncoder(Settings(), 300).eval()

    def test_padding_does_not_change_a_text(self):
        rows = [[2, 9, 30, 3], [2, 11, 12, 13, 14, 15, 16, 3]]
        together = self.model.text(*pad(rows))
        alone = self.model.text(*pad(rows[:1]))
        self.assertTrue(torch.allclose(together[0], alone[0], atol=1e-5))
        self.assertTrue(torch.allclose(together.norm(dim=1), torch.ones(2), atol=1e-5))

    def test_word_order_matters(self):
        with torch.no_grad():
            self.model.text.mixed.weight.normal_()
            a, b = self.model.text(*pad([[2, 9, 30, 31, 3], [2, 31, 30, 9, 3]]))
        self.assertLess(float(a @ b), 0.9999)

    def test_pictures_give_unit_vectors(self):
        out = self.model.vision(torch.randn(2, 3, 48, 48))
        self.assertTrue(torch.allclose(out.norm(dim=1), torch.ones(2), atol=1e-5))

    def test_contrast_is_zero_when_right_and_ignores_what_it_is_told(self):
        unit = torch.eye(4)
        self.assertLess(float(losses.pairs_contrast(unit, unit, torch.tensor(4.6))), 1e-3)
        twins = unit.clone()
        twins[1] = twins[0]
        ignore = torch.zeros(4, 4, dtype=torch.bool)
        bad = float(losses.contrast(twins, twins, torch.tensor(4.6), torch.eye(4, dtype=torch.bool), ignore))
        ignore[0, 1] = ignore[1, 0] = True
        good = float(losses.contrast(twins, twins, torch.tensor(4.6), torch.eye(4, dtype=torch.bool), ignore))
        self.assertGreater(bad, 0.3)
        self.assertLess(good, 1e-3)

    def test_shared_words_are_left_out_across_domains_only(self):
        same, ignore = Batches.relations(["a", "b", "c"], [0, 0, 1], [{"dog"}, {"dog"}, {"dog"}])
        self.assertEqual(same.tolist(), torch.eye(3, dtype=torch.bool).tolist())
        self.assertEqual(ignore.tolist(), [[False, False, True], [False, False, True], [True, True, False]])

    def test_words_that_occur_together_are_near(self):
        rng = random.Random(3)
        sequences = [([rng.choice(group) for _ in range(6)], 1) for group in ([0, 1, 2, 3], [4, 5, 6, 7]) for _ in range(200)]
        v = cooccurrence.vectors(cooccurrence.count(sequences, 8), 4, 1)
        self.assertGreater(float(v[0] @ v[1]), float(v[0] @ v[5]) + 0.3)


class FigureTests(unittest.TestCase):
    def test_ndcg_by_hand(self):
        self.assertAlmostEqual(evaluate.ndcg(["x", "a"], {"a": 1}), 1 / np.log2(3))
        self.assertEqual(evaluate.ndcg(["a", "b"], {"a": 2, "b": 1}), 1.0)

    def test_recall_counts_the_first_ones(self):
        scores = torch.tensor([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])
        self.assertEqual(evaluate.recall(scores, torch.tensor([0, 2]), 1), 0.5)
        self.assertEqual(evaluate.recall(scores, torch.tensor([0, 2]), 2), 0.5)


if __name__ == "__main__":
    unittest.main()
