namespace Assistant.Evals.Index;

/// <summary>What <see cref="CorpusGenerator"/> writes.</summary>
public sealed record CorpusOptions
{
    /// <summary>Chunks. With the same other options a smaller corpus is the beginning of a larger one.</summary>
    public int Chunks { get; init; } = 100_000;

    /// <summary>Width of the vectors; 0 for text alone.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>Seed of text, vectors and queries.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folder whose text files give the words; null for made-up words.</summary>
    public string? WordsFrom { get; init; }
}
