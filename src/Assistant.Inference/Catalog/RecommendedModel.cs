namespace Assistant.Inference.Catalog;

/// <summary>A published language model that is worth trying.</summary>
/// <param name="Name">Repository and file, as <c>models pull</c> takes it.</param>
/// <param name="Billions">Parameters, in billions.</param>
/// <param name="Quantization">Its number format.</param>
/// <param name="FileBytes">Size of the file, as the hub shows it, to two or three digits.</param>
/// <param name="CacheBytesPerToken">Attention cache of one token in 16-bit floats.</param>
/// <param name="License">License of the weights.</param>
/// <param name="Note">What it is good for.</param>
public sealed record RecommendedModel(string Name, double Billions, string Quantization, long FileBytes, int CacheBytesPerToken, string License, string Note)
{
    /// <summary>Tokens of context that <see cref="MemoryBytes"/> counts.</summary>
    public const int ContextTokens = 8_192;

    // Intermediate results and the runtime.
    private const long Besides = 400_000_000;

    /// <summary>Memory that it takes with a context of 8,192 tokens.</summary>
    public long MemoryBytes => FileBytes + ((long)CacheBytesPerToken * ContextTokens) + Besides;

    /// <summary>The list, smallest first. Cache sizes: layers x key-value heads x head size x 2 (keys and values) x 2 bytes.</summary>
    public static IReadOnlyList<RecommendedModel> All { get; } =
    [
        new("Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q8_0.gguf", 0.5, "Q8_0", 676_000_000, 24 * 2 * 64 * 4, "Apache-2.0", "smallest that follows instructions"),
        new("Qwen/Qwen3-0.6B-GGUF:Qwen3-0.6B-Q8_0.gguf", 0.6, "Q8_0", 639_000_000, 28 * 8 * 128 * 4, "Apache-2.0", "small, calls tools"),
        new("Qwen/Qwen2.5-1.5B-Instruct-GGUF:qwen2.5-1.5b-instruct-q4_k_m.gguf", 1.5, "Q4_K_M", 1_120_000_000, 28 * 2 * 128 * 4, "Apache-2.0", "quick on a processor"),
        new("Qwen/Qwen3-1.7B-GGUF:Qwen3-1.7B-Q8_0.gguf", 1.7, "Q8_0", 1_830_000_000, 28 * 8 * 128 * 4, "Apache-2.0", "calls tools"),
        new("bartowski/Llama-3.2-3B-Instruct-GGUF:Llama-3.2-3B-Instruct-Q4_K_M.gguf", 3.2, "Q4_K_M", 2_020_000_000, 28 * 8 * 128 * 4, "Llama 3.2", "general"),
        new("Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf", 4, "Q4_K_M", 2_500_000_000, 36 * 8 * 128 * 4, "Apache-2.0", "best choice for a laptop; calls tools"),
        new("ggml-org/gemma-3-4b-it-GGUF:gemma-3-4b-it-Q4_K_M.gguf", 4.3, "Q4_K_M", 2_490_000_000, 34 * 4 * 256 * 4, "Gemma", "many languages"),
        new("bartowski/Mistral-7B-Instruct-v0.3-GGUF:Mistral-7B-Instruct-v0.3-Q4_K_M.gguf", 7.2, "Q4_K_M", 4_370_000_000, 32 * 8 * 128 * 4, "Apache-2.0", "general"),
        new("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", 8, "Q4_K_M", 4_920_000_000, 32 * 8 * 128 * 4, "Llama 3.1", "general, long context"),
        new("Qwen/Qwen3-8B-GGUF:Qwen3-8B-Q4_K_M.gguf", 8.2, "Q4_K_M", 5_030_000_000, 36 * 8 * 128 * 4, "Apache-2.0", "best choice for 16 GB or a card of 8 GB; calls tools"),
        new("bartowski/gemma-2-9b-it-GGUF:gemma-2-9b-it-Q4_K_M.gguf", 9.2, "Q4_K_M", 5_760_000_000, 42 * 8 * 256 * 4, "Gemma", "writes well"),
        new("bartowski/Mistral-Nemo-Instruct-2407-GGUF:Mistral-Nemo-Instruct-2407-Q4_K_M.gguf", 12.2, "Q4_K_M", 7_480_000_000, 40 * 8 * 128 * 4, "Apache-2.0", "many languages"),
        new("bartowski/phi-4-GGUF:phi-4-Q4_K_M.gguf", 14.7, "Q4_K_M", 9_050_000_000, 40 * 10 * 128 * 4, "MIT", "reasoning in English"),
        new("Qwen/Qwen3-14B-GGUF:Qwen3-14B-Q4_K_M.gguf", 14.8, "Q4_K_M", 9_000_000_000, 40 * 8 * 128 * 4, "Apache-2.0", "best choice for a card of 12 GB; calls tools"),
        new("bartowski/Mistral-Small-24B-Instruct-2501-GGUF:Mistral-Small-24B-Instruct-2501-Q4_K_M.gguf", 23.6, "Q4_K_M", 14_300_000_000, 40 * 8 * 128 * 4, "Apache-2.0", "for a card of 24 GB; many languages"),
        new("Qwen/Qwen3-30B-A3B-GGUF:Qwen3-30B-A3B-Q4_K_M.gguf", 30.5, "Q4_K_M", 18_600_000_000, 48 * 4 * 128 * 4, "Apache-2.0", "uses 3 billion of its parameters a token: quick on a processor with 32 GB"),
        new("Qwen/Qwen3-32B-GGUF:Qwen3-32B-Q4_K_M.gguf", 32.8, "Q4_K_M", 19_800_000_000, 64 * 8 * 128 * 4, "Apache-2.0", "best choice for a card of 24 GB"),
        new("bartowski/Llama-3.3-70B-Instruct-GGUF:Llama-3.3-70B-Instruct-Q4_K_M.gguf", 70.6, "Q4_K_M", 42_500_000_000, 80 * 8 * 128 * 4, "Llama 3.3", "for 64 GB or a card of 48 GB and more"),
    ];
}
