"""Byte-level BPE: learns merges, encodes, decodes. Splits as llama.cpp's pre-tokenizer type "smollm" does: every digit
by itself, then GPT-2's pattern, so that numbers are copied digit by digit."""
import heapq
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict

SPECIAL = ["<|pad|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
PRETOKENIZER = "smollm"


def _ranges(major):
    """Character class body of all code points whose general category starts with major."""
    parts, start, last = [], None, None
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] == major:
            if start is None:
                start = code
            last = code
        elif start is not None:
            parts.append((start, last))
            start = None
    return "".join(f"\\U{a:08x}" if a == b else f"\\U{a:08x}-\\U{b:08x}" for a, b in parts)


_L, _N = _ranges("L"), _ranges("N")
SPLIT = re.compile(
    f"[{_N}]|'s|'t|'re|'ve|'m|'ll|'d| ?[{_L}]+| ?[^\\s{_L}{_N}]+|\\s+(?=[{_N}]|\\Z)|\\s+(?!\\S)|\\s+")


def _byte_letters():
    """GPT-2's printable letter for each byte."""
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    letters = {b: chr(b) for b in plain}
    spare = 256
    for b in range(256):
        if b not in letters:
            letters[b] = chr(spare)
            spare += 1
    return letters


BYTE_LETTER = _byte_letters()
LETTER_BYTE = {letter: byte for byte, letter in BYTE_LETTER.items()}


class Tokenizer:
    """tokens: id -> text in byte letters, special ones first; merges in order of rank."""

    def __init__(self, tokens, merges):
        self.tokens, self.merges = tokens, merges
        self.ids = {token: i for i, token in enumerate(tokens)}
        self.ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
        self.cache = {}
        self.pad, self.end = self.ids["<|pad|>"], self.ids["<|end|>"]

    def __len__(self):
        return len(self.tokens)

    def encode(self, text):
        """Token ids of text; special tokens in it are ordinary text."""
        cache, out = self.cache, []
        for piece in SPLIT.findall(text):
            ids = cache.get(piece)
            if ids is None:
                ids = self._piece(piece)
                if len(cache) < 400_000:
                    cache[piece] = ids
            out.extend(ids)
        return out

    def _piece(self, piece):
        parts = [BYTE_LETTER[b] for b in piece.encode("utf-8")]
        ranks = self.ranks
        while len(parts) > 1:
            best, at = None, -1
            for i in range(len(parts) - 1):
                rank = ranks.get((parts[i], parts[i + 1]))
                if rank is not None and (best is None or rank < best):
                    best, at = rank, i
            if best is None:
                break
            parts[at:at + 2] = [parts[at] + parts[at + 1]]
        return tuple(self.ids[part] for part in parts)

    def decode(self, ids):
        """Text of ordinary tokens; special tokens are left out."""
        letters = "".join(self.tokens[i] for i in ids if i >= len(SPECIAL))
        return bytes(LETTER_BYTE[letter] for letter in letters).decode("utf-8", errors="replace")

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"pretokenizer": PRETOKENIZER, "special": SPECIAL, "merges": [" ".join(pair) for pair in self.merges]}, file, ensure_ascii=False, indent=0)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            merges = [tuple(line.split(" ")) for line in json.load(file)["merges"]]
        return Tokenizer(SPECIAL + [BYTE_LETTER[b] for b in range(256)] + [a + b for a, b in merges], merges)


def learn(texts, size):
    """Learns a tokenizer of about size tokens from an iterable of texts. Ties go to the pair that sorts first."""
    counts = Counter()
    for text in texts:
        counts.update(SPLIT.findall(text))
    words = [([BYTE_LETTER[b] for b in word.encode("utf-8")], count) for word, count in sorted(counts.items()) if count > 1]
    pairs, places = Counter(), defaultdict(set)
    for at, (parts, count) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += count
            places[pair].add(at)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    merges = []
    while len(merges) < size - len(SPECIAL) - 256 and heap:
        count, pair = heapq.heappop(heap)
        if pairs.get(pair, 0) != -count:
            if pairs.get(pair, 0) > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        merges.append(pair)
        joined, changed = pair[0] + pair[1], set()
        for at in sorted(places.pop(pair)):
            parts, weight = words[at]
            for old in zip(parts, parts[1:]):
                pairs[old] -= weight
            i = 0
            while i < len(parts) - 1:
                if parts[i] == pair[0] and parts[i + 1] == pair[1]:
                    parts[i:i + 2] = [joined]
                i += 1
            for new in zip(parts, parts[1:]):
                pairs[new] += weight
                places[new].add(at)
                changed.add(new)
        pairs.pop(pair, None)
        for new in sorted(changed):
            heapq.heappush(heap, (-pairs[new], new))
    return Tokenizer(SPECIAL + [BYTE_LETTER[b] for b in range(256)] + [a + b for a, b in merges], merges)
