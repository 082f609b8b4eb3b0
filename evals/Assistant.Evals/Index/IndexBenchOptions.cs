namespace Assistant.Evals.Index;

/// <summary>What <see cref="IndexBench"/> measures.</summary>
/// <param name="Folder">Folder with <c>corpus.jsonl</c> and <c>queries.jsonl</c>, one <c>{"id", "text"}</c> a line.</param>
public sealed record IndexBenchOptions(string Folder)
{
    /// <summary>Chunks to read; all when null.</summary>
    public int? Limit { get; init; }

    /// <summary>Times that the index is built; the fastest counts.</summary>
    public int BuildRounds { get; init; } = 4;

    /// <summary>Measured rounds over all queries.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Rounds before those, for the compiler.</summary>
    public int WarmRounds { get; init; } = 10;

    /// <summary>Hits of a query.</summary>
    public int Depth { get; init; } = 10;
}
