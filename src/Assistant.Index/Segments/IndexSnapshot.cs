using Assistant.Core.Retrieval;

namespace Assistant.Index.Segments;

/// <summary>What a search sees: never changes. Segments ascend by their first key.</summary>
/// <param name="Lexical">Chunks.</param>
/// <param name="Vectors">Vectors.</param>
/// <param name="AppliedSequence">Every change up to this one is in it.</param>
/// <param name="Seen">The last change that left a trace: that one, or a later one whose deletions are marked already.</param>
internal sealed record IndexSnapshot(SegmentView[] Lexical, VectorView[] Vectors, long AppliedSequence, LogPosition Seen)
{
    /// <summary>An index of nothing.</summary>
    public static IndexSnapshot Empty { get; } = new([], [], 0, default);

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

    /// <summary>This snapshot once a change was applied.</summary>
    public IndexSnapshot At(IndexChange change) =>
        this with { AppliedSequence = change.Sequence, Seen = change.Sequence >= Seen.Sequence ? new LogPosition(change.Sequence, change.Mark) : Seen };

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
