using Assistant.Native.Gguf;

namespace Assistant.Inference.Tests.Llm.Loading;

/// <summary>Models that are whole GGUF files and yet cannot be: each says in its metadata or tensors what does not fit together.</summary>
internal static class DamagedModels
{
    /// <summary>Name of what is wrong, and the change that makes it so.</summary>
    internal static IEnumerable<(string Name, Action<Dictionary<string, object>, List<GgufTensor>> Change)> All()
    {
        yield return ("unknown architecture", (metadata, _) => metadata["general.architecture"] = "perceptron");
        foreach (var key in new[] { "llama.embedding_length", "llama.block_count", "llama.feed_forward_length", "llama.attention.head_count", "llama.context_length", "llama.attention.layer_norm_rms_epsilon", "tokenizer.ggml.model", "tokenizer.ggml.tokens", "tokenizer.ggml.merges" })
            yield return ($"without {key}", (metadata, _) => metadata.Remove(key));
        foreach (var key in new[] { "llama.embedding_length", "llama.block_count", "llama.feed_forward_length", "llama.attention.head_count", "llama.rope.dimension_count" })
        {
            foreach (var value in new[] { 0u, 1u, 3u, 7_000u, uint.MaxValue })
                yield return ($"{key} is {value}", (metadata, _) => metadata[key] = value);
            yield return ($"{key} is a text", (metadata, _) => metadata[key] = "many");
        }

        foreach (var value in new[] { 3u, 64u, uint.MaxValue })
            yield return ($"llama.attention.head_count_kv is {value}", (metadata, _) => metadata["llama.attention.head_count_kv"] = value);
        yield return ("more heads than layers", (metadata, _) => metadata["llama.attention.head_count"] = new[] { 4, 4, 4, 4, 4, 4 });
        yield return ("fewer tokens than rows", (metadata, _) => metadata["tokenizer.ggml.tokens"] = ((string[])metadata["tokenizer.ggml.tokens"])[..400]);
        yield return ("no tokens", (metadata, _) => metadata["tokenizer.ggml.tokens"] = Array.Empty<string>());
        yield return ("tokens are numbers", (metadata, _) => metadata["tokenizer.ggml.tokens"] = new[] { 1, 2, 3 });
        yield return ("fewer kinds than tokens", (metadata, _) => metadata["tokenizer.ggml.token_type"] = new[] { 1, 1 });
        yield return ("an unknown tokenizer", (metadata, _) => metadata["tokenizer.ggml.model"] = "abacus");
        yield return ("an unknown split of words", (metadata, _) => metadata["tokenizer.ggml.pre"] = "none such");
        foreach (var name in new[] { "token_embd.weight", "output_norm.weight", "blk.0.attn_q.weight", "blk.1.ffn_down.weight", "blk.1.attn_norm.weight" })
        {
            yield return ($"without {name}", (_, tensors) => tensors.RemoveAll(tensor => tensor.Name == name));
            yield return ($"{name} is turned", (_, tensors) => Replace(tensors, name, tensor => tensor with { Shape = tensor.Shape.Count == 2 && tensor.Shape[0] != tensor.Shape[1] ? [tensor.Shape[1], tensor.Shape[0]] : [32, tensor.Shape[0] / 32, tensor.Shape.Count == 2 ? tensor.Shape[1] : 1] }));
            yield return ($"{name} is half", (_, tensors) => Replace(tensors, name, tensor => tensor with { Shape = [tensor.Shape[0] / 2, .. tensor.Shape.Skip(1)] }));
        }
    }

    /// <summary>Writes a model with that change; its weights are zeros.</summary>
    internal static void Write(string path, GgufFile sound, Action<Dictionary<string, object>, List<GgufTensor>> change)
    {
        var metadata = sound.Metadata.ToDictionary();
        var tensors = sound.Tensors.ToList();
        change(metadata, tensors);
        var writer = new GgufWriter();
        foreach (var (key, value) in metadata) writer.Set(key, value);
        foreach (var tensor in tensors)
        {
            var shape = tensor.Shape.ToArray();
            writer.Add(tensor.Name, tensor.Type, shape, stream => stream.Write(new byte[tensor.Type.Bytes(shape)]));
        }

        writer.Write(path);
    }

    private static void Replace(List<GgufTensor> tensors, string name, Func<GgufTensor, GgufTensor> with)
    {
        var at = tensors.FindIndex(tensor => tensor.Name == name);
        tensors[at] = with(tensors[at]);
    }
}
