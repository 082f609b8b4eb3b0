namespace Assistant.Core.Chunking;

/// <summary>Sizes of chunks, in words as the chunker counts them: a run of letters is one word for each 20 characters begun, two characters of Chinese, Japanese or Thai are one.</summary>
public sealed record ChunkingOptions
{
    /// <summary>Wanted size; long sections are cut into equal parts of at most about this.</summary>
    public int TargetWords { get; init; } = 250;

    /// <summary>Largest size, overlap included.</summary>
    public int MaxWords { get; init; } = 300;

    /// <summary>At most this much of the end of a chunk is repeated at the start of the next one of the same section, in whole sentences.</summary>
    public int OverlapWords { get; init; } = 40;

    /// <summary>A section smaller than this may share a chunk with the sections that follow it under the same parent.</summary>
    public int TinyWords { get; init; } = 40;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range or they contradict each other.</exception>
    internal ChunkingOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TargetWords, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TargetWords, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWords, TargetWords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxWords, 20_000);
        ArgumentOutOfRangeException.ThrowIfNegative(OverlapWords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OverlapWords, TargetWords / 2);
        ArgumentOutOfRangeException.ThrowIfNegative(TinyWords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TinyWords, TargetWords);
        return this;
    }
}
