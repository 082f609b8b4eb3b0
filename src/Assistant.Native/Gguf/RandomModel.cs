using System.Runtime.InteropServices;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Gguf;

/// <summary>
/// Makes models of the Llama architecture with random weights, for measurements and tests where no trained one is at hand: what they
/// write means nothing, what they cost is that of a real model of the same shape and format.
/// </summary>
public static class RandomModel
{
    /// <summary>Formats that can be made.</summary>
    public static IReadOnlyList<LlamaFileType> Types { get; } = [LlamaFileType.F32, LlamaFileType.F16, LlamaFileType.Q8_0, LlamaFileType.Q4_K_M];

    // Spread of the weights, as small networks are initialized; the output's is twice that, so that the best token has some margin.
    private const float Spread = 0.02f, OutputSpread = 0.04f;

    /// <summary>Writes a model; one that is there is replaced when the new one is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="type">Its format, one of <see cref="Types"/>.</param>
    /// <param name="seed">Another one gives other weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format cannot be made.</exception>
    /// <exception cref="GgufException">A size is no whole number of the format's blocks (256 for Q4_K_M, 32 for Q8_0).</exception>
    public static void Write(string path, RandomModelShape shape, LlamaFileType type, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!Types.Contains(type)) throw new ArgumentOutOfRangeException(nameof(type), type, $"A random model can be of the formats {string.Join(", ", Types)}.");
        var writer = new GgufWriter();
        Describe(writer, shape, type);

        var matrix = MatrixType(type);
        var (embedding, heads) = (shape.Embedding, shape.Embedding / shape.Heads);
        Add("token_embd.weight", matrix, embedding, shape.Vocabulary);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var prefix = $"blk.{layer}.";
            var fine = type == LlamaFileType.Q4_K_M && IsFine(layer, shape.Layers) ? GgufTensorType.Q6_K : matrix;
            Ones(prefix + "attn_norm.weight");
            Add(prefix + "attn_q.weight", matrix, embedding, heads * shape.Heads);
            Add(prefix + "attn_k.weight", matrix, embedding, heads * shape.KeyValueHeads);
            Add(prefix + "attn_v.weight", fine, embedding, heads * shape.KeyValueHeads);
            Add(prefix + "attn_output.weight", matrix, heads * shape.Heads, embedding);
            Ones(prefix + "ffn_norm.weight");
            Add(prefix + "ffn_gate.weight", matrix, embedding, shape.FeedForward);
            Add(prefix + "ffn_up.weight", matrix, embedding, shape.FeedForward);
            Add(prefix + "ffn_down.weight", fine, shape.FeedForward, embedding);
        }

        Ones("output_norm.weight");
        Add("output.weight", type == LlamaFileType.Q4_K_M ? GgufTensorType.Q6_K : matrix, embedding, shape.Vocabulary, OutputSpread);
        var partial = path + ".partial";
        try
        {
            writer.Write(partial);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        void Ones(string name)
        {
            var ones = new float[embedding];
            ones.AsSpan().Fill(1);
            writer.Add(name, GgufTensorType.F32, [embedding], stream => stream.Write(MemoryMarshal.AsBytes(ones.AsSpan())));
        }

        void Add(string name, GgufTensorType format, int columns, int rows, float spread = Spread)
        {
            var weights = new RandomWeights(((ulong)seed << 32) ^ Hash(name));
            writer.Add(name, format, [columns, rows], stream => weights.Write(stream, format, (long)columns * rows, spread));
        }
    }

    private static GgufTensorType MatrixType(LlamaFileType type) => type switch
    {
        LlamaFileType.F32 => GgufTensorType.F32,
        LlamaFileType.F16 => GgufTensorType.F16,
        LlamaFileType.Q8_0 => GgufTensorType.Q8_0,
        _ => GgufTensorType.Q4_K,
    };

    /// <summary>Layers whose values and outputs the mixture Q4_K_M keeps in 6 bits: the first and last eighth, and every third between.</summary>
    private static bool IsFine(int layer, int layers) => layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(string name) => name.Aggregate(14695981039346656037UL, (hash, character) => unchecked((hash ^ character) * 1099511628211UL));

    private static void Describe(GgufWriter writer, RandomModelShape shape, LlamaFileType type)
    {
        var (tokens, types, merges) = RandomVocabulary.Make(shape.Vocabulary);
        writer.Set("general.architecture", "llama").Set("general.type", "model").Set("general.name", $"random {shape.Name}")
            .Set("general.file_type", (uint)type).Set("general.quantization_version", 2u)
            .Set("llama.vocab_size", (uint)shape.Vocabulary).Set("llama.context_length", (uint)shape.ContextTokens)
            .Set("llama.embedding_length", (uint)shape.Embedding).Set("llama.block_count", (uint)shape.Layers).Set("llama.feed_forward_length", (uint)shape.FeedForward)
            .Set("llama.attention.head_count", (uint)shape.Heads).Set("llama.attention.head_count_kv", (uint)shape.KeyValueHeads)
            .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f).Set("llama.rope.dimension_count", (uint)(shape.Embedding / shape.Heads)).Set("llama.rope.freq_base", shape.RopeBase)
            .Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.pre", "gpt-2").Set("tokenizer.ggml.tokens", tokens).Set("tokenizer.ggml.token_type", types).Set("tokenizer.ggml.merges", merges)
            .Set("tokenizer.ggml.bos_token_id", (uint)Array.IndexOf(tokens, RandomVocabulary.TextEnd)).Set("tokenizer.ggml.eos_token_id", (uint)Array.IndexOf(tokens, RandomVocabulary.TurnEnd))
            .Set("tokenizer.ggml.add_bos_token", true).Set("tokenizer.chat_template", RandomVocabulary.ChatTemplate);
    }
}
