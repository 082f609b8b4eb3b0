"""Writes the model folders of ../Models: published layouts, vocabularies learned from the texts, random weights. Seeded: the same bytes each time.

Run: python3 make_models.py   (needs numpy and onnx; Debian: python3-onnx)
"""
import json
import pathlib
import shutil

import charsmap
import texts
import towers
import vocabularies

MODELS = pathlib.Path(__file__).resolve().parent.parent / "Models"
TEXTS = texts.ENGLISH + texts.SCRIPTS + texts.EMOJI
CHARSMAP = charsmap.precompile(charsmap.mappings())
CLIP_SPLIT = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
PUNCTUATION = "[!\"\\#\\$%\\&'\\(\\)\\*\\+,\\-\\.:;=\\?@\\[\\\\\\]\\^_`\\{\\|\\}\\~]"


def folder(name, files):
    path = MODELS / name
    shutil.rmtree(path, ignore_errors=True)
    (path / "onnx").mkdir(parents=True)
    for file, content in files.items():
        (path / file).parent.mkdir(exist_ok=True)
        (path / file).write_text(json.dumps(content, ensure_ascii=False, indent=None if file == "tokenizer.json" else 2, separators=(",", ":") if file == "tokenizer.json" else None) + "\n", encoding="utf-8")
    return path / "onnx"


def added(id, content, normalized=False, lstrip=False):
    return {"id": id, "content": content, "single_word": False, "lstrip": lstrip, "rstrip": False, "normalized": normalized, "special": True}


def tokenizer(model, normalizer, pre_tokenizer, post_processor, added_tokens, truncation=None, padding=None):
    return {"version": "1.0", "truncation": truncation, "padding": padding, "added_tokens": added_tokens, "normalizer": normalizer,
            "pre_tokenizer": pre_tokenizer, "post_processor": post_processor, "decoder": None, "model": model}


def bpe(vocab, merges, **more):
    base = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False}
    return {**base, **more, "vocab": vocab, "merges": merges}


def template(single, specials):
    item = lambda name: {"Sequence": {"id": "A", "type_id": 0}} if name == "A" else {"SpecialToken": {"id": name, "type_id": 0}}
    return {"type": "TemplateProcessing", "single": [item(name) for name in single],
            "pair": [item(name) for name in single] + [{"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {name: {"id": name, "ids": [id], "tokens": [name]} for name, id in specials.items()}}


def sequence(kind, *parts):
    return {"type": "Sequence", kind: list(parts)}


def replace(pattern, content, kind="Regex"):
    return {"type": "Replace", "pattern": {kind: pattern}, "content": content}


def metaspace(scheme="always", split=True):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def clip_tokenizer():
    vocab, merges = vocabularies.byte_level(TEXTS, 300, suffix="</w>")
    start, end = len(vocab), len(vocab) + 1
    vocab.update({"<|startoftext|>": start, "<|endoftext|>": end})
    split = {"type": "Split", "pattern": {"Regex": CLIP_SPLIT}, "behavior": "Removed", "invert": True}
    return tokenizer(
        bpe(vocab, [" ".join(pair) for pair in merges], unk_token="<|endoftext|>", continuing_subword_prefix="", end_of_word_suffix="</w>"),
        sequence("normalizers", {"type": "NFC"}, replace(r"\s+", " "), {"type": "Lowercase"}),
        sequence("pretokenizers", split, {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}),
        {"type": "RobertaProcessing", "sep": ["<|endoftext|>", end], "cls": ["<|startoftext|>", start], "trim_offsets": False, "add_prefix_space": False},
        [added(start, "<|startoftext|>", normalized=True), added(end, "<|endoftext|>")]), len(vocab)


def clip(name, side, vision_dim, preprocessor, seed):
    tokens, size = clip_tokenizer()
    onnx = folder(name, {
        "config.json": {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 24, "logit_scale_init_value": 2.6592,
                        "text_config": {"model_type": "clip_text_model", "hidden_size": 16, "max_position_embeddings": 77, "vocab_size": size, "eos_token_id": size - 1, "bos_token_id": size - 2},
                        "vision_config": {"model_type": "clip_vision_model", "hidden_size": vision_dim, "image_size": side, "patch_size": 16}},
        "preprocessor_config.json": preprocessor,
        "tokenizer.json": tokens,
        "tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True, "add_prefix_space": False, "errors": "replace",
                                  "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}})
    towers.clip_text(onnx / "text_model.onnx", size, 77, 16, 24, seed)
    towers.vision(onnx / "vision_model.onnx", side, 16, vision_dim, 24, "image_embeds", seed + 1)


def clip_preprocessor():
    return {"image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"shortest_edge": 224}, "resample": 3, "do_center_crop": True,
            "crop_size": {"height": 224, "width": 224}, "do_rescale": True, "rescale_factor": 0.00392156862745098, "do_convert_rgb": True, "do_normalize": True,
            "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}


def mobileclip_preprocessor():
    return {"feature_extractor_type": "CLIPFeatureExtractor", "image_processor_type": "CLIPFeatureExtractor", "do_resize": True, "size": {"shortest_edge": 256}, "resample": 2,
            "do_center_crop": True, "crop_size": {"height": 256, "width": 256}, "do_rescale": True, "rescale_factor": 0.00392156862745098, "do_normalize": False,
            "do_convert_rgb": True, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}


def siglip_preprocessor(resample):
    return {"image_processor_type": "SiglipImageProcessor", "do_resize": True, "size": {"height": 224, "width": 224}, "resample": resample, "do_rescale": True,
            "rescale_factor": 0.00392156862745098, "do_convert_rgb": None, "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}


def siglip_config(kind, size):
    return {"architectures": ["SiglipModel"], "model_type": "siglip", "initializer_factor": 1.0,
            "text_config": {"model_type": f"{kind}_text_model", "hidden_size": 24, "max_position_embeddings": 64, "vocab_size": size},
            "vision_config": {"model_type": f"{kind}_vision_model", "hidden_size": 24, "image_size": 224, "patch_size": 16}}


def siglip(seed):
    vocab = vocabularies.unigram([text.lower() for text in TEXTS], 900, [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)])
    onnx = folder("siglip-tiny", {
        "config.json": siglip_config("siglip", len(vocab)),
        "preprocessor_config.json": siglip_preprocessor(3),
        "tokenizer.json": tokenizer(
            {"type": "Unigram", "unk_id": 2, "byte_fallback": False, "vocab": vocab},
            sequence("normalizers", {"type": "Precompiled", "precompiled_charsmap": CHARSMAP}, {"type": "Lowercase"}, replace(PUNCTUATION, ""), replace(r"\s+", " "),
                     {"type": "Strip", "strip_left": True, "strip_right": True}),
            metaspace(), template(["A", "</s>"], {"</s>": 1}), [added(0, "<pad>"), added(1, "</s>"), added(2, "<unk>")]),
        "tokenizer_config.json": {"tokenizer_class": "SiglipTokenizer", "model_max_length": 64, "do_lower_case": True, "eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"}})
    towers.siglip_text(onnx / "text_model.onnx", len(vocab), 64, 24, seed)
    towers.vision(onnx / "vision_model.onnx", 224, 16, 16, 24, "pooler_output", seed + 1)


def siglip2(seed):
    """Gemma's tokenizer: BPE over characters, blanks as ▁, bytes for what is unknown; the whole text is one word."""
    words, symbols = [text.lower().replace(" ", "▁") for text in TEXTS], {}
    for word in words:
        symbols[tuple(word)] = symbols.get(tuple(word), 0) + 1
    merges = vocabularies.learn_merges(symbols, 350)
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)] + vocabularies.characters_of(words, 220) + ["▁", "\n"] + [a + b for a, b in merges]
    tokens += [part for pair in merges for part in pair]
    vocab = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    onnx = folder("siglip2-tiny", {
        "config.json": siglip_config("siglip", len(vocab)),
        "preprocessor_config.json": siglip_preprocessor(2),
        "tokenizer.json": tokenizer(
            bpe(vocab, [list(pair) for pair in merges], unk_token="<unk>", fuse_unk=True, byte_fallback=True, ignore_merges=False),
            sequence("normalizers", {"type": "Lowercase"}, replace(" ", "▁", "String")),
            {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False},
            template(["A", "<eos>"], {"<eos>": 1}), [added(0, "<pad>"), added(1, "<eos>"), added(2, "<bos>"), added(3, "<unk>")]),
        "tokenizer_config.json": {"tokenizer_class": "GemmaTokenizer", "model_max_length": 64, "do_lower_case": True, "add_bos_token": False, "add_eos_token": True,
                                  "bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>", "padding_side": "right"}})
    towers.siglip_text(onnx / "text_model.onnx", len(vocab), 64, 24, seed)
    towers.vision(onnx / "vision_model.onnx", 224, 16, 16, 24, "pooler_output", seed + 1)


def sentence_files(mode, prompts, lower):
    modes = {"cls": "pooling_mode_cls_token", "mean": "pooling_mode_mean_tokens"}
    return {"modules.json": [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                             {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}],
            "1_Pooling/config.json": {"word_embedding_dimension": 24, **{key: key == modes[mode] for key in
                                      ["pooling_mode_cls_token", "pooling_mode_mean_tokens", "pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens"]}},
            "config_sentence_transformers.json": {"__version__": {"sentence_transformers": "2.7.0"}, "prompts": prompts, "default_prompt_name": None},
            "sentence_bert_config.json": {"max_seq_length": 128, "do_lower_case": lower}}


def bert(name, mode, prompts, seed):
    vocab = vocabularies.word_piece(TEXTS, 1100)
    onnx = folder(name, {
        "config.json": {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 24, "max_position_embeddings": 128, "vocab_size": len(vocab), "type_vocab_size": 2, "pad_token_id": 0},
        "tokenizer.json": tokenizer(
            {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab},
            {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}, {"type": "BertPreTokenizer"},
            template(["[CLS]", "A", "[SEP]"], {"[CLS]": 2, "[SEP]": 3}), [added(i, token) for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])],
            truncation={"direction": "Right", "max_length": 128, "strategy": "LongestFirst", "stride": 0},
            padding={"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}),
        "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "model_max_length": 128, "do_lower_case": True, "strip_accents": None, "tokenize_chinese_chars": True,
                                  "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"},
        **sentence_files(mode, prompts, True)})
    towers.bert(onnx / "model.onnx", len(vocab), 128, 24, True, seed)


def e5(seed):
    vocab = vocabularies.unigram(TEXTS, 1100, [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]) + [["<mask>", 0.0]]
    onnx = folder("e5-tiny", {
        "config.json": {"architectures": ["XLMRobertaModel"], "model_type": "xlm-roberta", "hidden_size": 24, "max_position_embeddings": 130, "vocab_size": len(vocab), "pad_token_id": 1, "type_vocab_size": 1},
        "tokenizer.json": tokenizer(
            {"type": "Unigram", "unk_id": 3, "byte_fallback": False, "vocab": vocab},
            {"type": "Precompiled", "precompiled_charsmap": CHARSMAP}, sequence("pretokenizers", {"type": "WhitespaceSplit"}, metaspace()),
            template(["<s>", "A", "</s>"], {"<s>": 0, "</s>": 2}),
            [added(0, "<s>"), added(1, "<pad>"), added(2, "</s>"), added(3, "<unk>"), added(len(vocab) - 1, "<mask>", lstrip=True)]),
        "tokenizer_config.json": {"tokenizer_class": "XLMRobertaTokenizer", "model_max_length": 128, "bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>",
                                  "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"},
        **sentence_files("mean", {"query": "query: ", "passage": "passage: "}, False)})
    towers.bert(onnx / "model.onnx", len(vocab), 128, 24, False, seed)


def gpt2_tokens():
    """Byte-level BPE with GPT-2's split and RoBERTa's ends; tokenizer only."""
    vocab, merges = vocabularies.byte_level(TEXTS, 400, lower=False, pattern=r" ?[^\W\d_]+| ?\d+| ?[^\s\w]+")
    vocab = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, **{token: id + 4 for token, id in vocab.items()}}
    vocab["<mask>"] = len(vocab)
    folder("bytelevel-tiny", {
        "config.json": {"model_type": "roberta", "max_position_embeddings": 130, "vocab_size": len(vocab)},
        "tokenizer.json": tokenizer(bpe(vocab, [" ".join(pair) for pair in merges], continuing_subword_prefix="", end_of_word_suffix=""), None,
                                    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
                                    {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": True},
                                    [added(0, "<s>"), added(1, "<pad>"), added(2, "</s>"), added(3, "<unk>"), added(len(vocab) - 1, "<mask>", lstrip=True)]),
        "tokenizer_config.json": {"tokenizer_class": "RobertaTokenizer", "model_max_length": 128, "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"},
    }).rmdir()


def byte_fallback_tokens():
    """Unigram with bytes for unknown characters, NFKC, doubled blanks kept apart; tokenizer only."""
    control = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)] + [(f"<0x{byte:02X}>", -12.0) for byte in range(256)]
    vocab = vocabularies.unigram(TEXTS, 700, control)
    folder("bytefallback-tiny", {
        "config.json": {"model_type": "t5", "vocab_size": len(vocab)},
        "tokenizer.json": tokenizer({"type": "Unigram", "unk_id": 0, "byte_fallback": True, "vocab": vocab},
                                    sequence("normalizers", {"type": "NFKC"}, replace(" {2,}", " ")),
                                    metaspace("first", split=False), template(["<s>", "A", "</s>"], {"<s>": 1, "</s>": 2}),
                                    [added(0, "<unk>"), added(1, "<s>"), added(2, "</s>")]),
        "tokenizer_config.json": {"tokenizer_class": "T5Tokenizer", "model_max_length": 128, "bos_token": "<s>", "eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"},
    }).rmdir()


if __name__ == "__main__":
    clip("clip-tiny", 224, 24, clip_preprocessor(), 11)
    clip("mobileclip-tiny", 256, 16, mobileclip_preprocessor(), 21)
    siglip(31)
    siglip2(41)
    bert("bge-tiny", "cls", {"query": "Represent this sentence for searching relevant passages: "}, 51)
    bert("minilm-tiny", "mean", {}, 61)
    e5(71)
    gpt2_tokens()
    byte_fallback_tokens()
