namespace Assistant.Index.Dense;

/// <summary>
/// Builds a <see cref="HnswGraph"/> by insertion (Malkov and Yashunin 2016, algorithm 1 with the neighbour selection of
/// algorithm 4), in batches that can be shared among threads without a change in the result.
/// </summary>
/// <remarks>
/// A batch has two halves. First each of its rows searches the graph as it stood before the batch, and compares itself with the
/// rest of the batch directly; rows do not see each other's work, so any thread may take any row. Then the chosen links are sorted by
/// the node that they change, and each such node is changed by one thread, in the order of its new neighbours. Lists may grow to one
/// and a half times their final length and are pruned when that is reached: pruning is the costly part of an insertion, and so it
/// happens once in 16 additions and not at each.
/// </remarks>
public static unsafe class HnswBuilder
{
    // With more of a graph gone than this, mending its lists costs recall and building anew costs little more.
    private const double MostDeleted = 0.2;

    /// <summary>Links all rows.</summary>
    /// <param name="vectors">Rows; the graph keeps reading them in place.</param>
    /// <param name="options">How to build; null for the defaults.</param>
    /// <param name="cancellationToken">Looked at once a batch, a few milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside of its range.</exception>
    public static HnswGraph Build(QuantizedVectors vectors, HnswOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new HnswConstruction(vectors, Checked(options)).Run(cancellationToken);
    }

    /// <summary>
    /// Links the rows of a merge by inserting the later ones into an existing graph, which costs only their insertion. The result is a
    /// function of graph, tombstones and rows, not of threads; it is not the graph that <see cref="Build"/> gives.
    /// </summary>
    /// <param name="start">A graph over the first rows as they were before the merge, best that of the largest segment.</param>
    /// <param name="deleted">Rows of <paramref name="start"/> that the merge dropped, one bit a row; empty for none.</param>
    /// <param name="vectors">The rows of <paramref name="start"/> that remain, in their order, then the new ones.</param>
    /// <param name="options">Threads and batches; null for the defaults. Connectivity and width are those of <paramref name="start"/>.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    /// <remarks>Where more than a fifth of the graph's rows are deleted everything is built anew.</remarks>
    /// <exception cref="ArgumentException">The rows cannot be those of the graph and more.</exception>
    public static HnswGraph Extend(
        HnswGraph start, ReadOnlySpan<ulong> deleted, QuantizedVectors vectors, HnswOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(vectors);
        var kept = new RowFilter(default, deleted).CountMatches(start.Vectors.Count);
        if (vectors.Dimensions != start.Vectors.Dimensions || vectors.Count < kept)
            throw new ArgumentException($"{vectors.Count} rows of width {vectors.Dimensions} do not begin with the graph's {kept} of width {start.Vectors.Dimensions}.", nameof(vectors));
        options = Checked(options) with
        {
            Connectivity = start.Options.Connectivity,
            ConstructionWidth = Math.Clamp(start.Options.ConstructionWidth, 16, 1024),
            Seed = start.Options.Seed,
        };
        return start.Vectors.Count - kept > MostDeleted * start.Vectors.Count || kept == 0
            ? new HnswConstruction(vectors, options).Run(cancellationToken)
            : new HnswConstruction(vectors, options, start, deleted).Run(cancellationToken);
    }

    private static HnswOptions Checked(HnswOptions? options)
    {
        options ??= new HnswOptions();
        Check(options.Connectivity, 4, 64, nameof(options.Connectivity));
        Check(options.ConstructionWidth, 16, 1024, nameof(options.ConstructionWidth));
        Check(options.BatchRows, 16, 8192, nameof(options.BatchRows));
        Check(options.Threads, 0, 1024, nameof(options.Threads));
        return options;

        static void Check(int value, int low, int high, string name)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, low, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, high, name);
        }
    }
}
