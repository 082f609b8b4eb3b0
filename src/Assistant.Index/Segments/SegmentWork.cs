using Assistant.Index.Dense;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>Makes files of segments: the flush of memory, and the merge of files of about the same size.</summary>
internal sealed class SegmentWork(SegmentFolder folder, FieldWeights weights, HnswOptions graph, int flushChunks, int mergeFactor)
{
    // Larger files are left alone: a merge of them would take minutes and save a few microseconds a search.
    private const int LargestMerge = 8_000_000;

    /// <summary>Everything in memory, by what becomes one file: large segments each, small ones together.</summary>
    public List<MergeResult> InMemory(IndexSnapshot snapshot, IReadOnlySet<object> busy)
    {
        var groups = new List<MergeResult>();
        var lexical = snapshot.Lexical.Where(v => !v.Segment.IsMapped && !busy.Contains(v.Segment)).ToList();
        foreach (var large in lexical.Where(IsLarge))
            groups.Add(new MergeResult([large], null, [], null));
        if (lexical.Exists(v => !IsLarge(v)))
            groups.Add(new MergeResult(lexical.FindAll(v => !IsLarge(v)), null, [], null));
        foreach (var space in snapshot.Vectors.Where(v => v.Segment.FileName is null && !busy.Contains(v.Segment)).GroupBy(v => v.Segment.Space))
            groups.Add(new MergeResult([], null, [.. space], null));
        return groups;
    }

    /// <summary>Chunks or vectors in memory.</summary>
    public static int CountInMemory(IndexSnapshot snapshot) => Math.Max(
        snapshot.Lexical.Sum(v => v.Segment.IsMapped ? 0 : v.Segment.Count),
        snapshot.Vectors.Sum(v => v.Segment.FileName is null ? v.Segment.Count : 0));

    /// <summary>
    /// Files to merge: as many of one size class as the merge factor says, or one of which a third is deleted. Size classes
    /// are powers of the factor, so a chunk is written log(n) times.
    /// </summary>
    public List<MergeResult> ToMerge(IndexSnapshot snapshot, IReadOnlySet<object> busy)
    {
        var lexical = snapshot.Lexical.Where(v => v.Segment.IsMapped && !busy.Contains(v.Segment) && v.LiveCount <= LargestMerge).ToList();
        var chosen = Choose(lexical, v => v.LiveCount, v => v.Segment.Count);
        if (chosen.Count > 0)
            return [new MergeResult(chosen, null, [], null)];
        foreach (var space in snapshot.Vectors.Where(v => v.Segment.FileName is not null && !busy.Contains(v.Segment) && v.LiveCount <= LargestMerge).GroupBy(v => v.Segment.Space))
        {
            var vectors = Choose([.. space], v => v.LiveCount, v => v.Segment.Count);
            if (vectors.Count > 0)
                return [new MergeResult([], null, vectors, null)];
        }

        return [];
    }

    /// <summary>Writes the merged files.</summary>
    public List<MergeResult> Run(IReadOnlyList<MergeResult> groups, CancellationToken cancellationToken)
    {
        var results = new List<MergeResult>(groups.Count);
        foreach (var group in groups)
        {
            LexicalSegment? lexical = null;
            VectorSegment? vectors = null;
            if (group.Lexical is [{ DeletedCount: 0, Segment.IsMapped: false } whole])
                lexical = folder.WriteLexical((output, _) => whole.Segment.CopyTo(output));
            else if (group.Lexical.Any(v => v.LiveCount > 0))
                lexical = folder.WriteLexical((output, spool) => SegmentMerger.Merge(group.Lexical, weights, output, spool, cancellationToken));
            if (group.Vectors.Any(v => v.LiveCount > 0))
                vectors = folder.WriteVectors(VectorMerger.Merge(group.Vectors, graph, cancellationToken));
            results.Add(group with { MergedLexical = lexical, MergedVectors = vectors });
        }

        return results;
    }

    private bool IsLarge(SegmentView view) => view.Segment.Count * 2L >= flushChunks;

    private List<T> Choose<T>(List<T> views, Func<T, int> live, Func<T, int> all)
    {
        var worn = views.Find(v => live(v) * 3L < all(v) * 2L);
        if (worn is not null)
            return [worn];
        var full = views.GroupBy(v => Class(live(v))).Where(g => g.Count() >= mergeFactor).MinBy(g => g.Key);
        return full is null ? [] : [.. full];
    }

    private int Class(int count) => count <= flushChunks ? 0 : (int)Math.Ceiling(Math.Log((double)count / flushChunks, mergeFactor));
}
