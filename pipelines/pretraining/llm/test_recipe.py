"""Tests of the recipe. /usr/bin/python3 pipelines/pretraining/llm/test_recipe.py [DATA] — with the data folder, the first shard is compared with the golden one too."""
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))

import arithmetic
import bpe
import corpus
import gguf
import model
import protocol
import questions
import shards
import train
from dialogues import cite
from settings import Settings, Shape

HERE = Path(__file__).resolve().parent
DATA = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "../shared/data"


class TokenizerTests(unittest.TestCase):
    tokenizer = bpe.Tokenizer.load(HERE / "tokenizer.json")

    def test_text_comes_back(self):
        for text in ("It costs 1,234.50 crowns\n\n  (see [2]).", "你好 ñ 🙂 e\u0301", "", "\t\r\n x"):
            self.assertEqual(self.tokenizer.decode(self.tokenizer.encode(text)), text)

    def test_digits_stand_alone(self):
        self.assertEqual([self.tokenizer.decode([i]) for i in self.tokenizer.encode("a 1978")], ["a", " ", "1", "9", "7", "8"])

    def test_special_tokens_in_text_are_ordinary_text(self):
        self.assertNotIn(self.tokenizer.end, self.tokenizer.encode("<|end|>"))

    def test_frequent_pairs_are_merged_first(self):
        learnt = bpe.learn(["low low low lower lowest"] * 3, len(bpe.SPECIAL) + 256 + 3)
        self.assertEqual(learnt.merges[:2], [("l", "o"), ("lo", "w")])


class DialogueTests(unittest.TestCase):
    def test_keywords_keep_names_and_numbers(self):
        self.assertEqual(questions.keywords("When does the bus to Port Ana leave in 2025?"), "bus Port Ana leave 2025")

    def test_marks_follow_the_statement(self):
        self.assertEqual(cite("It is open.", [1, 3]), "It is open [1] [3].")

    def test_only_learnt_messages_count(self):
        d = protocol.Dialogue("x", "s").user("question").say(protocol.answer("t", "a"))
        ids, weights = d.encode(TokenizerTests.tokenizer, True)
        self.assertEqual(len(ids), len(weights))
        learnt = TokenizerTests.tokenizer.decode([i for i, w in zip(ids, weights) if w == 2])
        self.assertEqual(learnt, '{"thought":"t","answer":"a"}')

    def test_marks_of_a_problem_become_a_program_that_prints_its_answer(self):
        row = {"question": "?", "answer": "a <<48/2=24>>24 b <<48+24=72>>72\n#### 72"}
        _, program, printed = arithmetic.from_marks(row)
        self.assertEqual(program, "a=48/2\nprint(48+a)")
        self.assertEqual(float(printed), 72)

    def test_marks_that_miss_the_answer_are_left_out(self):
        self.assertIsNone(arithmetic.from_marks({"question": "?", "answer": "<<1+1=2>>\n#### 3"}))

    def test_what_is_kept_back_never_moves(self):
        kept = [i for i in range(200) if corpus.kept_back(f"page-{i}")]
        self.assertEqual(kept, [i for i in range(200) if corpus.kept_back(f"page-{i}")])
        self.assertTrue(0 < len(kept) < 30)


class ModelTests(unittest.TestCase):
    shape = Shape(2, 128, 2, 1, 96)

    def test_a_position_sees_nothing_that_follows(self):
        net = model.Model(self.shape, 300, 1, "cpu")
        a = torch.randint(0, 300, (1, 12), generator=torch.Generator().manual_seed(3))
        b = a.clone()
        b[0, 8:] = 5
        with torch.no_grad():
            first, second = (net(x, a, torch.float32)[0] for x in (a, b))
        self.assertTrue(torch.allclose(first[:8], second[:8], atol=1e-5))
        self.assertFalse(torch.allclose(first[8:], second[8:], atol=1e-3))

    def test_attention_in_blocks_is_attention_over_all(self):
        q, k, v = torch.randn(3, 2, 4, 2 * model.BLOCK + 100, 16, generator=torch.Generator().manual_seed(3)).unbind(0)
        scores = (q @ k.transpose(2, 3) / 4).masked_fill(torch.ones(q.shape[2], q.shape[2], dtype=torch.bool).triu(1), float("-inf"))
        self.assertTrue(torch.allclose(model.attend(q, k, v), scores.softmax(-1) @ v, atol=1e-5))

    def test_training_lowers_the_loss(self):
        trainer = train.Trainer("toy", Settings(), "cpu", print)
        ids = torch.randint(0, 6000, (2, 64), generator=torch.Generator().manual_seed(3))
        weights = torch.full(ids.shape, 2, dtype=torch.uint8)
        losses = []
        for _ in range(30):
            losses.append(float(trainer._gradient(ids, weights, 0.0)))
            trainer.muon.step(0.02, 0.0)
            trainer.adam.step()
            trainer._clear()
        self.assertLess(losses[-1], losses[0] * 0.7)

    def test_an_orthogonal_update_has_singular_values_near_one(self):
        values = torch.linalg.svdvals(model.orthogonal(torch.randn(2, 40, 24, generator=torch.Generator().manual_seed(1))))
        self.assertTrue(bool(((values > 0.5) & (values < 1.5)).all()))

    def test_weights_survive_saving_in_parts(self):
        net = model.Model(self.shape, 300, 1, "cpu")
        with tempfile.TemporaryDirectory() as folder:
            train.save(net, self.shape, folder, {})
            metrics, tensors = train.load(folder)
        self.assertEqual(metrics["shape"]["layers"], 2)
        self.assertTrue(np.allclose(tensors["q"], net.q.detach().numpy(), atol=1e-3))

    def test_blocks_of_eight_bits_are_near_the_numbers(self):
        x = np.random.default_rng(1).normal(size=(4, 64)).astype(np.float32)
        raw = np.frombuffer(gguf.pack(x, "q8_0"), np.uint8).reshape(-1, 34)
        back = raw[:, :2].copy().view("<f2").astype(np.float32) * raw[:, 2:].copy().view(np.int8)
        self.assertLess(np.abs(back.reshape(x.shape) - x).max(), np.abs(x).max() / 127)


class GoldenTests(unittest.TestCase):
    @unittest.skipUnless(os.path.isdir(os.path.join(DATA, "corpora")), "needs the data folder")
    def test_the_first_shard_is_the_golden_one(self):
        golden = json.loads((HERE / "golden" / "shard.json").read_text(encoding="utf-8"))
        source = shards.Source(DATA, TokenizerTests.tokenizer)
        self.assertEqual(shards.digest(source.shard(golden["seed"], golden["shard"])), golden["sha256"])


if __name__ == "__main__":
    unittest.main()
