namespace Assistant.Index.Segments;

/// <summary>What a search sees: never changes. Segments ascend by their first key.</summary>
internal sealed record IndexSnapshot(SegmentView[] Lexical, VectorView[] Vectors, long AppliedSequence)
{
    /// <summary>An index of nothing.</summary>
    public static IndexSnapshot Empty { get; } = new([], [], 0);

    /// <summary>Chunks that are not deleted.</summary>
    public long LiveChunks => Lexical.Sum(v => (long)v.LiveCount);

    /// <summary>Finds the view and the document of a chunk that is not deleted.</summary>
    public (SegmentView? View, int Doc) Find(long key)
    {
        foreach (var view in Lexical)
        {
            var doc = view.Segment.Find(key);
            if (doc >= 0 && !view.IsDeleted(doc))
                return (view, doc);
        }

        return (null, -1);
    }

    /// <summary>This snapshot with the chunks of a key range, and their vectors, deleted.</summary>
    public IndexSnapshot Delete(long firstKey, long lastKey) =>
        this with { Lexical = Array.ConvertAll(Lexical, v => v.Delete(firstKey, lastKey)), Vectors = Array.ConvertAll(Vectors, v => v.Delete(firstKey, lastKey)) };

    /// <summary>This snapshot with segments in place of others.</summary>
    public IndexSnapshot Replace(IReadOnlyCollection<object> removed, IEnumerable<SegmentView> lexical, IEnumerable<VectorView> vectors) => this with
    {
        Lexical = [.. Lexical.Where(v => !removed.Contains(v.Segment)).Concat(lexical.Where(v => v.LiveCount > 0)).OrderBy(FirstKey)],
        Vectors = [.. Vectors.Where(v => !removed.Contains(v.Segment)).Concat(vectors.Where(v => v.LiveCount > 0)).OrderBy(v => v.Segment.Keys[0])],
    };

    private static unsafe long FirstKey(SegmentView view) => view.Segment.Keys[0];
}
