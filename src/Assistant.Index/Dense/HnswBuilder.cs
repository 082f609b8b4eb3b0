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
    /// <summary>Links all rows.</summary>
    /// <param name="vectors">Rows; the graph keeps reading them in place.</param>
    /// <param name="options">How to build; null for the defaults.</param>
    /// <param name="cancellationToken">Looked at once a batch, a few milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside of its range.</exception>
    public static HnswGraph Build(QuantizedVectors vectors, HnswOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new HnswOptions();
        Check(options.Connectivity, 4, 64, nameof(options.Connectivity));
        Check(options.ConstructionWidth, 16, 1024, nameof(options.ConstructionWidth));
        Check(options.BatchRows, 16, 8192, nameof(options.BatchRows));
        Check(options.Threads, 0, 1024, nameof(options.Threads));
        return new HnswConstruction(vectors, options).Run(cancellationToken);

        static void Check(int value, int low, int high, string name)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, low, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, high, name);
        }
    }
}
