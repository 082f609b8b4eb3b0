"""The model as GGUF of architecture llama, with tokenizer and chat template."""
from bpe import PRETOKENIZER, SPECIAL
from gguf import write
from protocol import TEMPLATE
from settings import CONTEXT, NORM_EPSILON, ROPE_BASE

NAME = "assistant-llm-small"


def metadata(shape, tokenizer, file_type):
    return [
        ("general.architecture", "llama"), ("general.name", NAME), ("general.license", "mit"), ("general.file_type", file_type), ("general.quantization_version", 2),
        ("llama.vocab_size", len(tokenizer)), ("llama.context_length", CONTEXT), ("llama.embedding_length", shape["width"]), ("llama.block_count", shape["layers"]),
        ("llama.feed_forward_length", shape["hidden"]), ("llama.attention.head_count", shape["heads"]), ("llama.attention.head_count_kv", shape["kv_heads"]),
        ("llama.attention.layer_norm_rms_epsilon", NORM_EPSILON), ("llama.rope.dimension_count", shape["width"] // shape["heads"]), ("llama.rope.freq_base", ROPE_BASE),
        ("tokenizer.ggml.model", "gpt2"), ("tokenizer.ggml.pre", PRETOKENIZER), ("tokenizer.ggml.tokens", tokenizer.tokens),
        ("tokenizer.ggml.token_type", [3] * len(SPECIAL) + [1] * (len(tokenizer) - len(SPECIAL))), ("tokenizer.ggml.merges", [" ".join(pair) for pair in tokenizer.merges]),
        ("tokenizer.ggml.bos_token_id", tokenizer.ids["<|system|>"]), ("tokenizer.ggml.eos_token_id", tokenizer.end), ("tokenizer.ggml.eot_token_id", tokenizer.end),
        ("tokenizer.ggml.padding_token_id", tokenizer.pad), ("tokenizer.ggml.add_bos_token", False), ("tokenizer.ggml.add_eos_token", False), ("tokenizer.ggml.add_space_prefix", False),
        ("tokenizer.chat_template", TEMPLATE),
    ]


def export(path, shape, tensors, tokenizer, kind="f16"):
    """tensors as train.load gives them; the output layer is the embedding's. kind: f32, f16 or q8_0 for matrices."""
    out = [("token_embd.weight", tensors["embedding"], kind)]
    for i in range(shape["layers"]):
        for ours, theirs, form in (("norm1", "attn_norm", "f32"), ("q", "attn_q", kind), ("k", "attn_k", kind), ("v", "attn_v", kind), ("o", "attn_output", kind),
                                   ("norm2", "ffn_norm", "f32"), ("gate", "ffn_gate", kind), ("up", "ffn_up", kind), ("down", "ffn_down", kind)):
            out.append((f"blk.{i}.{theirs}.weight", tensors[ours][i], form))
    out.append(("output_norm.weight", tensors["norm"], "f32"))
    write(path, metadata(shape, tokenizer, {"f32": 0, "f16": 1, "q8_0": 7}[kind]), out)
