namespace Assistant.Index.Dense;

/// <summary>How one search is made.</summary>
public sealed record DenseSearchOptions
{
    /// <summary>The defaults.</summary>
    public static DenseSearchOptions Default { get; } = new();

    /// <summary>Candidates that a walk of the graph keeps (ef), 1 to 4,096; more finds more and takes longer. 0 takes 3·k, at least 48, or 64 from 400,000 rows on.</summary>
    public int Width { get; init; }

    /// <summary>Candidates by 8-bit score that are re-scored, at most 4,096; 0 takes 3·k, at least 32.</summary>
    public int Candidates { get; init; }

    /// <summary>Share of the rows that a Hamming scan selects for scoring, above 0 to 1; never fewer than the candidates. Default 1 %.</summary>
    public double BinaryShare { get; init; } = 0.01;

    /// <summary>Which way to search.</summary>
    public DenseSearchPath Path { get; init; }

    /// <summary>Threads of an exact scan, 0 for one for each processor. Walks use one.</summary>
    public int Threads { get; init; } = 1;
}
