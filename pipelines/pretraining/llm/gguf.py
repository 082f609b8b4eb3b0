"""Writes GGUF, version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""
import struct

import numpy as np

ALIGNMENT = 32
TYPE = {"f32": 0, "f16": 1, "q8_0": 8}


def _text(value):
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _entry(key, value):
    head = _text(key)
    if isinstance(value, bool):
        return head + struct.pack("<IB", 7, value)
    if isinstance(value, int):
        return head + struct.pack("<II", 4, value)
    if isinstance(value, float):
        return head + struct.pack("<If", 6, value)
    if isinstance(value, str):
        return head + struct.pack("<I", 8) + _text(value)
    if isinstance(value[0], str):
        return head + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_text, value))
    return head + struct.pack("<IIQ", 9, 5, len(value)) + np.array(value, "<i4").tobytes()


def pack(array, kind):
    """Bytes of a tensor of type kind; q8_0 takes blocks of 32 with a float16 scale each, rounded half away from zero as ggml's reference does."""
    if kind == "f32":
        return array.astype("<f4").tobytes()
    if kind == "f16":
        return array.astype("<f2").tobytes()
    blocks = array.reshape(-1, 32).astype(np.float32)
    scale = np.abs(blocks).max(1) / np.float32(127)
    inverse = np.where(scale > 0, np.float32(1) / np.where(scale > 0, scale, 1), 0).astype(np.float32)
    scaled = blocks * inverse[:, None]
    out = np.empty((len(blocks), 34), np.uint8)
    out[:, :2] = scale.astype("<f2").view(np.uint8).reshape(-1, 2)
    out[:, 2:] = (np.sign(scaled) * np.floor(np.abs(scaled) + 0.5)).astype(np.int8).view(np.uint8)
    return out.tobytes()


def write(path, metadata, tensors):
    """metadata: (key, value) pairs; tensors: (name, array, kind)."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)) + b"".join(_entry(k, v) for k, v in metadata)
    bodies, offset = [], 0
    for name, array, kind in tensors:
        head += _text(name) + struct.pack("<I", array.ndim) + b"".join(struct.pack("<Q", n) for n in reversed(array.shape)) + struct.pack("<IQ", TYPE[kind], offset)
        body = pack(array, kind)
        body += b"\0" * (-len(body) % ALIGNMENT)
        bodies.append(body)
        offset += len(body)
    with open(path, "wb") as file:
        file.write(head + b"\0" * (-len(head) % ALIGNMENT))
        for body in bodies:
            file.write(body)
