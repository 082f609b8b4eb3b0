using Assistant.Index.Dense;

namespace Assistant.Index.Segments;

/// <summary>Joins the rows of several vector segments that are not deleted, by key.</summary>
internal static class VectorMerger
{
    /// <summary>Merges segments of one space; of a key that stands in several of them, the last one's row is taken.</summary>
    /// <param name="views">Segments to merge, oldest first.</param>
    /// <param name="options">How a graph is built.</param>
    /// <param name="graphFrom">Rows from which on there is a graph.</param>
    /// <param name="cancellationToken">Looked at every 4,096 rows, and while a graph is built.</param>
    public static VectorSegment Merge(IReadOnlyList<VectorView> views, HnswOptions options, int graphFrom, CancellationToken cancellationToken)
    {
        var space = views[0].Segment.Space;
        var builder = new QuantizedVectorsBuilder(space.Dimensions, Math.Max(1, views.Sum(v => v.LiveCount)));
        var sources = new List<(VectorRow Row, int View, int At)>();
        for (var v = 0; v < views.Count; v++)
        {
            for (var at = 0; at < views[v].Segment.Count; at++)
            {
                if (!views[v].IsDeleted(at))
                    sources.Add((new VectorRow(views[v].Segment.Keys[at], views[v].Segment.Attributes[at]), v, at));
            }
        }

        sources.Sort((a, b) => a.Row.Key != b.Row.Key ? a.Row.Key.CompareTo(b.Row.Key) : a.View.CompareTo(b.View));
        var rows = new List<VectorRow>(sources.Count);
        for (var i = 0; i < sources.Count; i++)
        {
            if ((i & 4095) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (i + 1 < sources.Count && sources[i + 1].Row.Key == sources[i].Row.Key)
                continue;
            builder.Add(views[sources[i].View].Segment.Dense.Vectors, sources[i].At);
            rows.Add(sources[i].Row);
        }

        var vectors = builder.Snapshot();
        return new VectorSegment(space, rows, rows.Count >= graphFrom && Extendable(views, rows.Count) is { } first
            ? new DenseSegment(vectors, HnswBuilder.Extend(first.Segment.Dense.Graph!, first.Deleted, vectors, options, cancellationToken))
            : DenseSegment.Build(vectors, options, graphFrom, cancellationToken));
    }

    /// <summary>
    /// A view whose graph is worth going on with: it holds at least half of the rows, and all its keys come before the others',
    /// so that its rows are the first of the merge. Keys grow with time, so the oldest and largest segment mostly is.
    /// </summary>
    private static VectorView? Extendable(IReadOnlyList<VectorView> views, int rows)
    {
        var first = views.MinBy(v => v.Segment.Keys[0])!;
        if (first.Segment.Dense.Graph is null || first.LiveCount * 2L < rows)
            return null;
        foreach (var view in views)
        {
            if (view != first && view.Segment.Keys[0] <= first.Segment.Keys[^1])
                return null;
        }

        return first;
    }
}
