"""Writes the model folder as hubs publish a CLIP: config, preprocessor, tokenizer, and the towers as ONNX."""
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from wordpiece import SPECIAL

OPSET = 17
HALVED = 1024  # weights of at least so many numbers are stored in half precision


def halve(path):
    """Stores large float32 weights as float16 with a Cast behind each; a runtime folds the Cast when it loads."""
    model = onnx.load(str(path))
    graph, casts = model.graph, []
    for weight in list(graph.initializer):
        if weight.data_type != TensorProto.FLOAT or int(np.prod(weight.dims)) < HALVED:
            continue
        small = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), weight.name + "_half")
        casts.append(helper.make_node("Cast", [small.name], [weight.name], name=weight.name + "_cast", to=TensorProto.FLOAT))
        graph.initializer.remove(weight)
        graph.initializer.append(small)
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def towers_to_onnx(model, settings, folder):
    folder.mkdir(parents=True, exist_ok=True)
    model = model.cpu().eval()
    ids = torch.tensor([[2, 7, 9, 3], [2, 8, 3, 0]])
    torch.onnx.export(model.text, (ids, (ids > 0).long()), str(folder / "text_model.onnx"), opset_version=OPSET,
                      input_names=["input_ids", "attention_mask"], output_names=["text_embeds"],
                      dynamic_axes={"input_ids": {0: "batch", 1: "sequence"}, "attention_mask": {0: "batch", 1: "sequence"}, "text_embeds": {0: "batch"}})
    torch.onnx.export(model.vision, (torch.zeros(2, 3, settings.image_size, settings.image_size),), str(folder / "vision_model.onnx"), opset_version=OPSET,
                      input_names=["pixel_values"], output_names=["image_embeds"], dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}})
    for name in ("text_model.onnx", "vision_model.onnx"):
        halve(folder / name)


def write_manifest(out: Path):
    """Names and hashes, for `assistant models verify`; the card may be edited."""
    files = sorted(f for f in out.rglob("*") if f.is_file() and f.name not in ("assistant-manifest.json", "MODEL_CARD.md"))
    entries = [{"path": f.relative_to(out).as_posix(), "bytes": f.stat().st_size, "sha256": hashlib.sha256(f.read_bytes()).hexdigest()} for f in files]
    manifest = {"source": "pipelines/pretraining/encoder", "commit": None, "files": entries}
    (out / "assistant-manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def write(model, tokenizer, settings, out: Path):
    out.mkdir(parents=True, exist_ok=True)
    size = settings.image_size
    save = lambda name, value: (out / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    save("config.json", {
        "architectures": ["AssistantClipModel"], "model_type": "clip", "projection_dim": settings.width,
        "logit_scale_init_value": 2.6592, "torch_dtype": "float16",
        "text_config": {"model_type": "clip_text_model", "vocab_size": len(tokenizer.pieces), "hidden_size": settings.width,
                        "intermediate_size": 2 * settings.width, "num_hidden_layers": settings.layers, "num_attention_heads": settings.heads,
                        "max_position_embeddings": settings.max_tokens, "projection_dim": settings.width, "hidden_act": "relu", "pad_token_id": 0,
                        "bos_token_id": 2, "eos_token_id": 3},
        "vision_config": {"model_type": "clip_vision_model", "image_size": size, "num_channels": 3, "patch_size": 3, "hidden_size": settings.channels[-1],
                          "intermediate_size": settings.channels[-1], "num_hidden_layers": sum(settings.blocks), "num_attention_heads": 1,
                          "projection_dim": settings.width, "hidden_act": "relu"}})
    save("preprocessor_config.json", {
        "image_processor_type": "CLIPImageProcessor", "feature_extractor_type": "CLIPFeatureExtractor", "do_convert_rgb": True,
        "do_resize": True, "size": {"height": size, "width": size}, "resample": 3, "do_center_crop": False, "crop_size": {"height": size, "width": size},
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
        "alpha": "white"})
    save("tokenizer.json", tokenizer.to_json(settings.max_tokens))
    special = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL))
    save("special_tokens_map.json", special)
    save("tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "strip_accents": None, "tokenize_chinese_chars": True,
                                   "model_max_length": settings.max_tokens, **special})
    towers_to_onnx(model, settings, out / "onnx")
    write_manifest(out)
    total = sum(f.stat().st_size for f in (out / "onnx").iterdir())
    print(f"wrote {out}: both towers {total / 1e6:.1f} MB")
    assert total <= 25e6, "both towers must stay within 25 MB"
