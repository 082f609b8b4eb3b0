"""WordPiece: learns the vocabulary and encodes exactly as HF tokenizers does with BertNormalizer,
BertPreTokenizer and WordPiece (uncased). The vocabulary is learnt by byte-pair merges (Sennrich et al. 2016)
over words, with ties broken by spelling, so that the same text gives the same file."""
import heapq
import json
import unicodedata
from collections import Counter, defaultdict

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)
LONGEST_WORD = 100  # characters; a longer word is [UNK], as in BERT

CJK = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
       (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def is_cjk(char):
    code = ord(char)
    return any(low <= code <= high for low, high in CJK)


def is_punctuation(char):
    code = ord(char)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_mark or unicodedata.category(char).startswith("P")


def normalize(text):
    """BertNormalizer(clean_text, handle_chinese_chars, strip_accents, lowercase)."""
    out = []
    for char in text:
        if char in "\t\n\r":
            out.append(" ")
        elif ord(char) in (0, 0xFFFD) or unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co"):
            continue
        elif char.isspace():
            out.append(" ")
        elif is_cjk(char):
            out.append(f" {char} ")
        else:
            out.append(char)
    decomposed = unicodedata.normalize("NFD", "".join(out))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").lower()


def words_of(text):
    """BertPreTokenizer over the normalised text: split at white space, punctuation alone."""
    words, word = [], ""
    for char in normalize(text):
        if char.isspace() or is_punctuation(char):
            if word:
                words.append(word)
                word = ""
            if not char.isspace():
                words.append(char)
        else:
            word += char
    if word:
        words.append(word)
    return words


def learn(counts, size, rare=3):
    """counts: word -> how often. Returns the vocabulary, SPECIAL first, at most size pieces."""
    characters = Counter()
    for word, n in counts.items():
        for i, char in enumerate(word):
            characters[char if i == 0 else "##" + char] += n
    pieces = SPECIAL + [c for c, n in sorted(characters.items(), key=lambda item: (-item[1], item[0])) if n >= rare]
    known = set(pieces)
    words = []
    for word, n in sorted(counts.items()):
        symbols = [c if i == 0 else "##" + c for i, c in enumerate(word)]
        if len(symbols) > 1 and n > 1 and all(s in known for s in symbols):
            words.append((symbols, n))
    pairs, where = Counter(), defaultdict(set)
    for index, (symbols, n) in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += n
            where[pair].add(index)
    queue = [(-n, pair) for pair, n in pairs.items()]
    heapq.heapify(queue)
    while len(pieces) < size and queue:
        n, pair = heapq.heappop(queue)
        if -n != pairs.get(pair, 0):
            if pairs.get(pair, 0) > 0:
                heapq.heappush(queue, (-pairs[pair], pair))
            continue
        if -n < 2:
            break
        merged = pair[0] + pair[1][2:]
        if merged not in known:
            known.add(merged)
            pieces.append(merged)
        touched = set()
        for index in sorted(where.pop(pair)):
            symbols, count = words[index]
            for old in zip(symbols, symbols[1:]):
                pairs[old] -= count
                touched.add(old)
            i = 0
            while i < len(symbols) - 1:
                if (symbols[i], symbols[i + 1]) == pair:
                    symbols[i:i + 2] = [merged]
                i += 1
            for new in zip(symbols, symbols[1:]):
                pairs[new] += count
                where[new].add(index)
                touched.add(new)
        pairs.pop(pair, None)
        for other in touched:
            if pairs.get(other, 0) > 0:
                heapq.heappush(queue, (-pairs[other], other))
    return pieces[:size]


class WordPiece:
    """Greedy longest match first; [CLS] text [SEP]."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        self.cache = {}

    def word(self, word):
        if word not in self.cache:
            self.cache[word] = self._word(word)
        return self.cache[word]

    def _word(self, word):
        if len(word) > LONGEST_WORD:
            return [UNK]
        ids, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else "##" + word[start:end]
                if piece in self.ids:
                    ids.append(self.ids[piece])
                    break
            else:
                return [UNK]
            start = end
        return ids

    def encode(self, text, limit=None):
        ids = [i for word in words_of(text) for i in self.word(word)]
        if limit is not None:
            ids = ids[:limit - 2]
        return [CLS, *ids, SEP]

    def to_json(self, limit):
        """The content of tokenizer.json, in the schema of HF tokenizers."""
        special = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
        sequence = lambda name, type_id=0: {"Sequence": {"id": name, "type_id": type_id}}
        return {
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": limit, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": PAD,
                        "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                              "normalized": False, "special": True} for i, token in enumerate(SPECIAL)],
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                           "strip_accents": None, "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [special("[CLS]"), sequence("A"), special("[SEP]")],
                "pair": [special("[CLS]"), sequence("A"), special("[SEP]"), sequence("B", 1), {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
                "special_tokens": {t: {"id": t, "ids": [i], "tokens": [t]} for t, i in (("[CLS]", CLS), ("[SEP]", SEP))},
            },
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                      "max_input_chars_per_word": LONGEST_WORD, "vocab": {p: i for i, p in enumerate(self.pieces)}},
        }


def load(path):
    vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return WordPiece(sorted(vocabulary, key=vocabulary.get))
