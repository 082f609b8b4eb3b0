"""Random-weight ONNX towers of the published shapes of inputs and outputs, a few kilobytes each."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    def __init__(self, seed):
        self.rng, self.nodes, self.weights = np.random.default_rng(seed), [], []

    def weight(self, *shape, scale=None):
        scale = scale or 1 / np.sqrt(shape[0])
        return self.constant((self.rng.standard_normal(shape) * scale).astype(np.float32))

    def constant(self, array):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def cast(self, name):
        out = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node("Cast", [name], [out], to=TensorProto.FLOAT))
        return out

    def add(self, op, *inputs, to=None, **attributes):
        out = to or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **attributes))
        return out

    def save(self, path, name, inputs, outputs):
        kinds = {"input_ids": TensorProto.INT64, "attention_mask": TensorProto.INT64, "token_type_ids": TensorProto.INT64}
        make = lambda n, s: helper.make_tensor_value_info(n, kinds.get(n, TensorProto.FLOAT), s)
        graph = helper.make_graph(self.nodes, name, [make(*i) for i in inputs], [make(*o) for o in outputs], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], producer_name="parity")
        model.ir_version = 8
        onnx.checker.check_model(model)
        onnx.save(model, path)


def _blocks(g, vocab, length, dim, masked, types):
    """[batch, n] ids -> [batch, n, dim]: embeddings, one attention over the mask, one nonlinearity."""
    ids = g.add("Gather", g.weight(vocab, dim, scale=1.0), "input_ids")
    n = g.add("Gather", g.add("Shape", "input_ids"), g.constant(np.array(1, np.int64)))
    positions = g.add("Range", g.constant(np.array(0, np.int64)), n, g.constant(np.array(1, np.int64)))
    x = g.add("Add", ids, g.add("Gather", g.weight(length, dim, scale=0.3), positions))
    if types:
        x = g.add("Add", x, g.add("Gather", g.weight(2, dim, scale=0.1), "token_type_ids"))
    q, k, v = (g.add("MatMul", x, g.weight(dim, dim)) for _ in range(3))
    scores = g.add("MatMul", q, g.add("Transpose", k, perm=[0, 2, 1]))
    scores = g.add("Mul", scores, g.constant(np.float32(1 / np.sqrt(dim))))
    if masked:
        mask = g.cast("attention_mask")
        bias = g.add("Mul", g.add("Sub", mask, g.constant(np.float32(1))), g.constant(np.float32(1e9)))
        scores = g.add("Add", scores, g.add("Unsqueeze", bias, g.constant(np.array([1], np.int64))))
    x = g.add("Add", x, g.add("MatMul", g.add("Softmax", scores, axis=-1), v))
    return g.add("Add", x, g.add("Tanh", g.add("MatMul", x, g.weight(dim, dim))))


def bert(path, vocab, length, dim, types, seed):
    """BERT kind: last_hidden_state [batch, n, dim]; pooling is the caller's."""
    g = Graph(seed)
    x = _blocks(g, vocab, length, dim, True, types)
    g.add("MatMul", x, g.weight(dim, dim), to="last_hidden_state")
    names = ["input_ids", "attention_mask"] + (["token_type_ids"] if types else [])
    g.save(path, "bert", [(n, ["batch_size", "sequence_length"]) for n in names], [("last_hidden_state", ["batch_size", "sequence_length", dim])])


def clip_text(path, vocab, length, dim, out, seed):
    """CLIP: the state at the token of highest id (the end) projected: text_embeds [batch, out]."""
    g = Graph(seed)
    x = _blocks(g, vocab, length, dim, False, False)
    end = g.add("ArgMax", "input_ids", axis=1, keepdims=1)
    rows = g.add("Unsqueeze", end, g.constant(np.array([2], np.int64)))
    rows = g.add("Expand", rows, g.constant(np.array([1, 1, dim], np.int64)))
    pooled = g.add("Squeeze", g.add("GatherElements", x, rows, axis=1), g.constant(np.array([1], np.int64)))
    g.add("MatMul", pooled, g.weight(dim, out), to="text_embeds")
    g.save(path, "clip_text", [("input_ids", ["batch_size", "sequence_length"])], [("text_embeds", ["batch_size", out])])


def siglip_text(path, vocab, length, dim, seed):
    """SigLIP: the last position, whatever it holds, so padding to the fixed length matters: pooler_output [batch, dim]."""
    g = Graph(seed)
    x = _blocks(g, vocab, length, dim, False, False)
    x = g.add("MatMul", x, g.weight(dim, dim), to="last_hidden_state")
    last = g.add("Gather", x, g.constant(np.array(length - 1, np.int64)), axis=1)
    g.add("MatMul", last, g.weight(dim, dim), to="pooler_output")
    g.save(path, "siglip_text", [("input_ids", ["batch_size", "sequence_length"])],
           [("last_hidden_state", ["batch_size", "sequence_length", dim]), ("pooler_output", ["batch_size", dim])])


def vision(path, side, patch, dim, out, name, seed):
    """Patches, a nonlinearity, the mean, a projection: image_embeds or pooler_output [batch, out]."""
    g = Graph(seed)
    patches = g.add("Conv", "pixel_values", g.weight(dim, 3, patch, patch, scale=1 / np.sqrt(3 * patch * patch)), kernel_shape=[patch, patch], strides=[patch, patch])
    mean = g.add("Flatten", g.add("GlobalAveragePool", g.add("Tanh", patches)))
    g.add("MatMul", mean, g.weight(dim, out), to=name)
    g.save(path, "vision", [("pixel_values", ["batch_size", 3, side, side])], [(name, ["batch_size", out])])
