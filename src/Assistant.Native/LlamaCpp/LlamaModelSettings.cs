namespace Assistant.Native.LlamaCpp;

/// <summary>How a model is loaded.</summary>
public sealed record LlamaModelSettings
{
    /// <summary>Layers to hold on the graphics card; negative (the default) for all, 0 for none. Without a card it changes nothing.</summary>
    public int GpuLayers { get; init; } = -1;

    /// <summary>How it is spread over several cards.</summary>
    public LlamaSplitMode Split { get; init; } = LlamaSplitMode.Layer;

    /// <summary>Number of the card that holds everything with <see cref="LlamaSplitMode.None"/>.</summary>
    public int MainGpu { get; init; }

    /// <summary>Share of each card; null to share by their free memory.</summary>
    public IReadOnlyList<float>? TensorSplit { get; init; }

    /// <summary>Maps the file instead of reading it, so that processes share its pages.</summary>
    public bool MemoryMap { get; init; } = true;

    /// <summary>Keeps the weights from being swapped out; needs the right to lock that much memory.</summary>
    public bool MemoryLock { get; init; }

    /// <summary>Reads the vocabulary and metadata only; such a model makes no contexts.</summary>
    public bool VocabularyOnly { get; init; }

    /// <summary>Looks at every weight while loading and refuses the file when one is not a number.</summary>
    public bool CheckTensors { get; init; }

    /// <summary>
    /// Metadata that replaces the file's: a key of at most 127 bytes with a <see cref="long"/>, <see cref="double"/>,
    /// <see cref="bool"/> or <see cref="string"/> of at most 127 bytes.
    /// </summary>
    public IReadOnlyDictionary<string, object>? Overrides { get; init; }
}
