"""Small vocabularies learned from the texts: byte-level BPE, plain BPE, WordPiece and Unigram."""
import collections
import math
import re


def byte_characters():
    """GPT-2's printable stand-ins for the 256 bytes, in the order of CLIP's vocabulary."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    characters = {byte: chr(byte) for byte in printable}
    extra = 0
    for byte in range(256):
        if byte not in characters:
            characters[byte] = chr(256 + extra)
            extra += 1
    return characters


def learn_merges(words, count):
    """Plain BPE: the most frequent pair first. words: symbols (tuple) to frequency."""
    merges = []
    words = dict(words)
    for _ in range(count):
        pairs = collections.Counter()
        for symbols, frequency in words.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += frequency
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        merged = {}
        for symbols, frequency in words.items():
            out, i = [], 0
            while i < len(symbols):
                if symbols[i:i + 2] == best:
                    out.append(symbols[i] + symbols[i + 1])
                    i += 2
                else:
                    out.append(symbols[i])
                    i += 1
            merged[tuple(out)] = merged.get(tuple(out), 0) + frequency
        words = merged
    return merges


def byte_level(texts, count, suffix="", lower=True, pattern=r"[^\W\d_]+|\d|[^\s\w]+"):
    """(vocabulary, merges) over bytes; with CLIP's </w> the last byte of a word is a symbol of its own."""
    stand_in = byte_characters()
    words = collections.Counter()
    for text in texts:
        for word in re.findall(pattern, text.lower() if lower else text):
            symbols = [stand_in[byte] for byte in word.encode()]
            symbols[-1] += suffix
            words[tuple(symbols)] += 1
    merges = learn_merges(words, count)
    alphabet = list(stand_in.values())
    tokens = alphabet + ([character + suffix for character in alphabet] if suffix else []) + [a + b for a, b in merges]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}, merges


def characters_of(texts, most):
    return [c for c, _ in collections.Counter("".join(texts)).most_common(most) if not c.isspace()]


def word_piece(texts, size):
    words = collections.Counter(word for text in texts for word in re.findall(r"\w+|[^\w\s]", text.lower()))
    pieces = collections.Counter()
    for word, frequency in words.items():
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + 8) + 1):
                pieces[("##" if start else "") + word[start:end]] += frequency * (end - start)
    singles = characters_of([text.lower() for text in texts], 200)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + singles + ["##" + c for c in singles if c.isalnum()]
    tokens += [piece for piece, _ in pieces.most_common(size)]
    return {token: i for i, token in enumerate(list(dict.fromkeys(tokens))[:size])}


def unigram(texts, size, control):
    """Pieces with scores: log of their share among all substrings, up to 8 characters. Not trained by EM; any scores will do here."""
    pieces = collections.Counter()
    for text in texts:
        for word in text.split():
            word = "▁" + word
            for start in range(len(word)):
                for end in range(start + 1, min(len(word), start + 8) + 1):
                    pieces[word[start:end]] += end - start
    total = sum(pieces.values())
    chosen = dict(pieces.most_common(size - 200))
    for character in characters_of(texts, 200) + ["▁"]:
        chosen.setdefault(character, 1)
    scored = sorted(((piece, round(math.log(weight / total), 5)) for piece, weight in chosen.items()), key=lambda item: (-item[1], item[0]))
    return [list(item) for item in control] + [list(item) for item in scored if item[0] not in dict(control)]
