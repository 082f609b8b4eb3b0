namespace Assistant.Native.LlamaCpp;

/// <summary>How a context is made.</summary>
public sealed record LlamaContextSettings
{
    /// <summary>Tokens that its cache holds, of all sequences together; 0 for what the model was trained on.</summary>
    public int ContextTokens { get; init; } = 4096;

    /// <summary>Most tokens of one <see cref="LlamaContext.Decode"/>.</summary>
    public int BatchTokens { get; init; } = 2048;

    /// <summary>Tokens computed at a time within one; more is faster on a graphics card and takes memory.</summary>
    public int MicroBatchTokens { get; init; } = 512;

    /// <summary>Most sequences; their numbers are 0 to this - 1.</summary>
    public int Sequences { get; init; } = 1;

    /// <summary>
    /// Whether the sequences share one cache, so that each may use all of it and a copied prefix takes no room again. Else each has
    /// <see cref="ContextTokens"/> divided by <see cref="Sequences"/>.
    /// </summary>
    public bool UnifiedCache { get; init; } = true;

    /// <summary>Threads that generate, one token of each sequence at a time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Threads that process prompts.</summary>
    public int BatchThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Number format of the cached keys.</summary>
    public LlamaCacheType KeyType { get; init; } = LlamaCacheType.F16;

    /// <summary>Number format of the cached values.</summary>
    public LlamaCacheType ValueType { get; init; } = LlamaCacheType.F16;

    /// <summary>Whether flash attention is used; null where the engine finds it possible.</summary>
    public bool? FlashAttention { get; init; }

    /// <summary>Whether the cache and attention are on the graphics card with their layers.</summary>
    public bool OffloadCache { get; init; } = true;

    /// <summary>Keeps the whole cache of sliding-window layers, so that a sequence can be cut back and its prefix reused.</summary>
    public bool SlidingWindowFull { get; init; } = true;

    /// <summary>Whether embeddings are computed.</summary>
    public bool Embeddings { get; init; }

    /// <summary>How embeddings of tokens become one.</summary>
    public LlamaPooling Pooling { get; init; } = LlamaPooling.FromModel;

    /// <summary>How positions beyond the trained context are mapped.</summary>
    public LlamaRopeScaling RopeScaling { get; init; } = LlamaRopeScaling.FromModel;

    /// <summary>Base frequency of the positions; 0 as the file says.</summary>
    public float RopeFrequencyBase { get; init; }

    /// <summary>Factor on the positions (0.5 doubles the context); 0 as the file says.</summary>
    public float RopeFrequencyScale { get; init; }

    /// <summary>Context that a YaRN model was trained on before it was stretched; 0 as the file says.</summary>
    public int YarnOriginalContext { get; init; }
}
