namespace Assistant.Evals.Index;

/// <summary>What <see cref="IndexBench"/> measures.</summary>
/// <param name="Folder">Folder with <c>corpus.jsonl</c> and <c>queries.jsonl</c>, one <c>{"id", "text"}</c> a line.</param>
public sealed record IndexBenchOptions(string Folder)
{
    /// <summary>Chunks to read; all when null.</summary>
    public int? Limit { get; init; }

    /// <summary>Chunks collected before a segment is written; several segments are merged to one after that.</summary>
    public int SegmentChunks { get; init; } = 131_072;

    /// <summary>Times that the index is built; the fastest counts.</summary>
    public int BuildRounds { get; init; } = 4;

    /// <summary>Measured rounds over all queries.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Rounds before those, for the compiler.</summary>
    public int WarmRounds { get; init; } = 10;

    /// <summary>Hits of a query.</summary>
    public int Depth { get; init; } = 10;

    /// <summary>Seconds of searching beside ingestion; 0 leaves that out.</summary>
    public int IngestSeconds { get; init; } = 10;

    /// <summary>Chunks a second that are ingested meanwhile.</summary>
    public int IngestRate { get; init; } = 1000;
}
