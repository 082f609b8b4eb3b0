namespace Assistant.Evals.Index;

/// <summary>What <see cref="IndexBench"/> measures.</summary>
public sealed record IndexBenchOptions
{
    /// <summary>Folder with a corpus (<see cref="CorpusFolder"/>); null to generate one, which is removed afterwards.</summary>
    public string? Folder { get; init; }

    /// <summary>Sizes: the corpus's first so many chunks each. Ascending; empty for the whole of a given corpus, or 10,000 and 100,000.</summary>
    public IReadOnlyList<int> Chunks { get; init; } = [];

    /// <summary>Folder whose text files give the words of a generated corpus; null for made-up words.</summary>
    public string? WordsFrom { get; init; }

    /// <summary>Width of the vectors; 0 for text alone.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>Seed of a generated corpus.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Measured rounds over all queries.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Time of unmeasured rounds before those: the compiler's last tier arrives late.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Seconds of searching beside ingestion, and as long before it without; 0 leaves that out.</summary>
    public int IngestSeconds { get; init; } = 10;

    /// <summary>Documents of one chunk that arrive each second meanwhile.</summary>
    public int IngestRate { get; init; } = 1000;

    /// <summary>One JSON document instead of the table.</summary>
    public bool Json { get; init; }
}
