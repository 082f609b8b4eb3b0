namespace Assistant.Evals.Bench.Onnx;

/// <summary>Writes pre-norm transformer layers with QuickGELU, as CLIP has them, with random weights.</summary>
internal sealed class TransformerLayers(OnnxModelWriter model, Random random, int width, int heads)
{
    /// <summary>One layer. x: [batch, length, width]; mask: added to the scores, or null.</summary>
    internal string Layer(string x, string? mask)
    {
        var attended = model.Node("Add", [x, Attention(Norm(x), mask)]);
        var hidden = Linear(Norm(attended), width, 4 * width);
        var gate = model.Node("Sigmoid", [model.Node("Mul", [hidden, model.Weights([1], _ => 1.702f)])]);
        return model.Node("Add", [attended, Linear(model.Node("Mul", [hidden, gate]), 4 * width, width)]);
    }

    /// <summary>Layer normalization over the last dimension.</summary>
    internal string Norm(string x) =>
        model.Node("LayerNormalization", [x, model.Weights([width], _ => 1), model.Weights([width], _ => 0)], attributes: [("axis", -1L), ("epsilon", 1e-5f)]);

    private string Attention(string x, string? mask)
    {
        var (query, key, value) = (Heads(x, 0, 2, 1, 3), Heads(x, 0, 2, 3, 1), Heads(x, 0, 2, 1, 3));
        var scores = model.Node("Mul", [model.Node("MatMul", [query, key]), model.Weights([1], _ => 1 / MathF.Sqrt(width / heads))]);
        if (mask is not null) scores = model.Node("Add", [scores, mask]);
        var mixed = model.Node("MatMul", [model.Node("Softmax", [scores], attributes: [("axis", -1L)]), value]);
        var joined = model.Node("Reshape", [model.Node("Transpose", [mixed], attributes: [("perm", new long[] { 0, 2, 1, 3 })]), model.Numbers(false, 0, 0, width)]);
        return Linear(joined, width, width);
    }

    private string Heads(string x, params long[] order) =>
        model.Node("Transpose", [model.Node("Reshape", [Linear(x, width, width), model.Numbers(false, 0, 0, heads, width / heads)])], attributes: [("perm", order)]);

    private string Linear(string x, int from, int to) =>
        model.Node("Add", [model.Node("MatMul", [x, ClipSizedModel.Random(model, random, from, to)]), ClipSizedModel.Random(model, random, to)]);
}
