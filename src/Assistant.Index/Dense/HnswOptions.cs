using System.ComponentModel.DataAnnotations;

namespace Assistant.Index.Dense;

/// <summary>How a graph is built. The same options and rows give the same bytes, whatever the number of threads.</summary>
public sealed record HnswOptions
{
    /// <summary>Links that a new node chooses, and most links of a node on upper levels (M). Level 0 keeps twice as many.</summary>
    [Range(4, 64)]
    public int Connectivity { get; init; } = 16;

    /// <summary>Candidates that an insertion looks at (efConstruction).</summary>
    [Range(16, 1024)]
    public int ConstructionWidth { get; init; } = 128;

    /// <summary>Seed of the nodes' levels.</summary>
    public ulong Seed { get; init; } = 0x9E3779B97F4A7C15;

    /// <summary>Threads that insert; 0 takes one for each processor.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Nodes that search the graph as it stood before any of them was linked. They also compare with each other, so that
    /// recall does not suffer. Part of the input: another value gives another, equally good graph.
    /// </summary>
    [Range(16, 8192)]
    public int BatchRows { get; init; } = 256;
}
