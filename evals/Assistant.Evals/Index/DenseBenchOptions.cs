namespace Assistant.Evals.Index;

/// <summary>What <see cref="DenseBench"/> measures.</summary>
public sealed record DenseBenchOptions
{
    /// <summary>Folder with <c>base_D.f32</c>, <c>query_D.f32</c> (raw little-endian rows) and <c>gt_D.i32</c> (100 exact neighbours a query).</summary>
    public required string Folder { get; init; }

    /// <summary>Width D of the vectors.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>Hits a query.</summary>
    public int K { get; init; } = 10;

    /// <summary>Times that all queries are asked; latencies are given over all and over the fastest of each query.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Time of unmeasured searches before each measurement: the compiler's last tier arrives late.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Walk widths to try.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [16, 24, 32, 48, 64, 96, 128];

    /// <summary>Shares of rows that filters let through.</summary>
    public IReadOnlyList<double> Selectivities { get; init; } = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001];

    /// <summary>Threads of the whole build; the build of the first 20,000 rows always takes one.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Rows a batch of the build; 0 for the default.</summary>
    public int BatchRows { get; init; }

    /// <summary>Leaves the exact scans out.</summary>
    public bool GraphOnly { get; init; }

    /// <summary>File that keeps the built segment between runs, or null to build each time.</summary>
    public string? Cache { get; init; }
}
