namespace Assistant.Native.Gguf;

/// <summary>Sizes of a network of the Llama architecture.</summary>
/// <param name="Name">What it is called in the file.</param>
/// <param name="Embedding">Numbers of a token's state.</param>
/// <param name="Layers">Layers.</param>
/// <param name="FeedForward">Inner numbers of a layer's feed-forward part.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values, which several attention heads share.</param>
/// <param name="Vocabulary">Tokens, at least <see cref="RandomVocabulary.Fewest"/>.</param>
/// <param name="ContextTokens">Tokens that the file says it was trained to look back on.</param>
/// <param name="RopeBase">Base frequency of positions.</param>
public sealed record RandomModelShape(string Name, int Embedding, int Layers, int FeedForward, int Heads, int KeyValueHeads, int Vocabulary = 4_096, int ContextTokens = 8_192, float RopeBase = 10_000)
{
    /// <summary>The shapes that have a name: 30m, 100m, 300m, 1b, and 8b, which is that of Llama 3 8B with its large vocabulary.</summary>
    public static IReadOnlyList<RandomModelShape> Named { get; } =
    [
        new("30m", 512, 8, 1_536, 8, 4),
        new("100m", 768, 15, 2_048, 12, 4),
        new("300m", 1_024, 24, 2_816, 16, 8),
        new("1b", 2_048, 22, 5_632, 32, 4),
        new("8b", 4_096, 32, 14_336, 32, 8, 128_256, RopeBase: 500_000),
    ];
}
