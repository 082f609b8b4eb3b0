namespace Assistant.Core.Pal;

/// <summary>What a program may use. A program that wants more ends with an error that it cannot catch; only recursion is Python's own RecursionError.</summary>
public sealed record PalLimits
{
    /// <summary>The limits of the agent's compute tool.</summary>
    public static PalLimits Default { get; } = new();

    /// <summary>Characters of the program's text.</summary>
    public int MaxProgramCharacters { get; init; } = 50_000;

    /// <summary>Steps: one for every expression, statement, loop turn and compared item; long operations on text and large integers cost more.</summary>
    public long MaxSteps { get; init; } = 5_000_000;

    /// <summary>Bytes allocated over the whole run, garbage included, so that what is alive is always less.</summary>
    public long MaxAllocatedBytes { get; init; } = 256L << 20;

    /// <summary>Bits of one integer.</summary>
    public int MaxIntegerBits { get; init; } = 1 << 18;

    /// <summary>Nested calls of the program's functions.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>Characters of printed output that are kept; what is printed beyond is dropped and the result says so.</summary>
    public int MaxOutputCharacters { get; init; } = 20_000;

    /// <summary>Wall-clock time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
