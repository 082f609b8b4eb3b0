using Assistant.Index.Dense;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>Makes files of segments: the flush of memory, and the merge of files of about the same size.</summary>
/// <param name="folder">Where files go.</param>
/// <param name="weights">Field weights of new segments.</param>
/// <param name="graph">How graphs are built.</param>
/// <param name="flushChunks">Chunks of the smallest size class.</param>
/// <param name="mergeFactor">Files of a size class that are merged.</param>
/// <param name="mergeBytes">Most memory that a merge of vectors may take.</param>
internal sealed class SegmentWork(SegmentFolder folder, FieldWeights weights, HnswOptions graph, int flushChunks, int mergeFactor, long mergeBytes)
{
    // Larger files are left alone: a merge of them would take minutes and save a few microseconds a search.
    private const int LargestMerge = 8_000_000;

    // A row of the merged segment, its new number and its scored length.
    private const int MergeBytesPerChunk = 48;

    private long _memory;

    /// <summary>Bytes that the merges of this moment hold, apart from buffers that do not grow with them.</summary>
    public long Memory => Interlocked.Read(ref _memory);

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
    /// Text files to merge: as many of one size class as the merge factor says, or one of which a third is deleted. Size classes
    /// are about powers of the factor, so a chunk is written log(n) times.
    /// </summary>
    public List<MergeResult> TextToMerge(IndexSnapshot snapshot, IReadOnlySet<object> busy)
    {
        var lexical = snapshot.Lexical.Where(v => v.Segment.IsMapped && !busy.Contains(v.Segment) && v.LiveCount <= LargestMerge).ToList();
        var chosen = Choose(lexical, v => v.LiveCount, v => v.Segment.Count);
        return chosen.Count > 0 ? [new MergeResult(chosen, null, [], null)] : [];
    }

    /// <summary>Vector files to merge, by the same rule and within the memory of a merge; or one that is due a graph, which a flush does not take the time to build.</summary>
    public List<MergeResult> VectorsToMerge(IndexSnapshot snapshot, IReadOnlySet<object> busy)
    {
        foreach (var space in snapshot.Vectors.Where(v => v.Segment.FileName is not null && !busy.Contains(v.Segment)).GroupBy(v => v.Segment.Space))
        {
            var room = Math.Min(LargestMerge, mergeBytes / BytesPerRow(space.Key));
            var views = space.Where(v => v.LiveCount <= room).ToList();
            var chosen = Choose(views, v => v.LiveCount, v => v.Segment.Count);
            while (chosen.Count > 1 && chosen.Sum(v => (long)v.LiveCount) > room)
                chosen.RemoveAt(chosen.Count - 1);
            if (chosen.Count == 1 && !IsWorn(chosen[0].LiveCount, chosen[0].Segment.Count))
                chosen = [];
            if (chosen.Count == 0 && views.Find(v => v.Segment.Dense.Graph is null && v.LiveCount >= DenseSearchRule.GraphRows) is { } due)
                chosen = [due];
            if (chosen.Count > 0)
                return [new MergeResult([], null, chosen, null)];
        }

        return [];
    }

    /// <summary>Writes the merged files; when that fails, none of them stays.</summary>
    /// <param name="groups">What to merge.</param>
    /// <param name="graphs">Whether graphs are built where there are rows enough.</param>
    /// <param name="cancellationToken">Looked at every few milliseconds.</param>
    /// <exception cref="DamagedSegmentException">A file that goes in was damaged since it was opened.</exception>
    public List<MergeResult> Run(IReadOnlyList<MergeResult> groups, bool graphs, CancellationToken cancellationToken)
    {
        var results = new List<MergeResult>(groups.Count);
        try
        {
            foreach (var group in groups)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = MemoryOf(group);
                Interlocked.Add(ref _memory, bytes);
                try
                {
                    results.Add(RunOne(group, graphs, cancellationToken));
                }
                finally
                {
                    Interlocked.Add(ref _memory, -bytes);
                }
            }

            return results;
        }
        catch
        {
            Discard(results);
            throw;
        }
    }

    /// <summary>Deletes the files of merges that are not to be.</summary>
    public void Discard(IEnumerable<MergeResult> results)
    {
        foreach (var result in results)
        {
            if (result.MergedLexical is { } lexical)
                folder.Delete(lexical.FileName!);
            if (result.MergedVectors is { } vectors)
                folder.Delete(vectors.FileName!);
        }
    }

    private MergeResult RunOne(MergeResult group, bool graphs, CancellationToken cancellationToken)
    {
        // A merge gives its output a checksum of its own: what was damaged since it was opened must not get one.
        foreach (var view in group.Lexical)
            DamagedSegmentException.Check(view.Segment.FileName, view.Segment, view.Segment.Check);
        foreach (var view in group.Vectors)
            DamagedSegmentException.Check(view.Segment.FileName, view.Segment, view.Segment.Check);
        if (group.Lexical is [{ DeletedCount: 0, Segment.IsMapped: false } whole])
            return group with { MergedLexical = folder.WriteLexical((output, _) => whole.Segment.CopyTo(output)) };
        if (group.Lexical.Any(v => v.LiveCount > 0))
            return group with { MergedLexical = folder.WriteLexical((output, spool) => SegmentMerger.Merge(group.Lexical, weights, output, spool, cancellationToken)) };
        if (group.Vectors.Any(v => v.LiveCount > 0))
            return group with { MergedVectors = folder.WriteVectors(VectorMerger.Merge(group.Vectors, graph, graphs ? DenseSearchRule.GraphRows : int.MaxValue, cancellationToken)) };
        return group;
    }

    private long MemoryOf(MergeResult group) =>
        (group.Lexical.Sum(v => (long)v.LiveCount) * MergeBytesPerChunk) + group.Vectors.Sum(v => v.LiveCount * BytesPerRow(v.Segment.Space));

    /// <summary>Both planes and the scale, links of the graph while it is built (half as many again) and twice its key.</summary>
    private long BytesPerRow(VectorSpace space) =>
        (2L * VectorQuantizer.Stride(space.Dimensions)) + sizeof(float) + (graph.Connectivity * 3L * sizeof(uint)) + 32;

    private bool IsLarge(SegmentView view) => view.Segment.Count * 2L >= flushChunks;

    private static bool IsWorn(int live, int all) => live * 3L < all * 2L;

    private List<T> Choose<T>(List<T> views, Func<T, int> live, Func<T, int> all)
    {
        var worn = views.Find(v => IsWorn(live(v), all(v)));
        if (worn is not null)
            return [worn];
        var full = views.GroupBy(v => Class(live(v))).Where(g => g.Count() >= mergeFactor).MinBy(g => g.Key);
        return full is null ? [] : [.. full];
    }

    /// <summary>The power of the factor that is nearest: a flush is a few chunks larger or smaller than another, and both are of one class.</summary>
    private int Class(int count) => count <= flushChunks ? 0 : (int)Math.Round(Math.Log((double)count / flushChunks, mergeFactor));
}
