using Assistant.Core.Retrieval;
using Assistant.Index.Dense;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index.Segments;

/// <summary>
/// Follows the change log: collects what it adds into segments in memory and marks what it removes. One caller at a time.
/// </summary>
internal sealed class ChangeApplier
{
    private const int ChangesRead = 1024;
    private const int KeysRead = 1024;

    // Searches see a large backlog in steps of this size.
    private const int ChunksSealed = 16_384;

    // Segments in memory are merged at once when this many are below a size: a search then sees few, and each chunk is merged a few times at most.
    private const int SmallSegments = 8;
    private static readonly int[] SmallSizes = [512, 4096];

    private readonly IChangeLog _log;
    private readonly FieldWeights _weights;
    private readonly SegmentBuilder _builder;
    private readonly HnswOptions _graph;
    private readonly Dictionary<long, ChunkAttributes> _pending = [];
    private readonly Dictionary<VectorSpace, SortedDictionary<long, (VectorRow Row, ReadOnlyMemory<float> Values)>> _pendingVectors = [];
    private int _pendingVectorCount;

    public ChangeApplier(IChangeLog log, in FieldWeights weights, HnswOptions graph, ReadOnlySpan<Language> languages)
    {
        _log = log;
        _weights = weights;
        _graph = graph;
        _builder = new SegmentBuilder(weights, new LanguageChooser(languages));
    }

    /// <summary>Bytes held between calls.</summary>
    public long Memory => _builder.Memory;

    /// <summary>Applies the log up to its end.</summary>
    /// <param name="snapshot">Where to begin.</param>
    /// <param name="publish">Takes each new state; a state may be taken over by another (merged, flushed) before it is given back.</param>
    /// <param name="cancellationToken">Cancels between reads; what was published stays.</param>
    public async Task ApplyAsync(IndexSnapshot snapshot, Func<IndexSnapshot, CancellationToken, ValueTask<IndexSnapshot>> publish, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var changes = await _log.ReadAsync(snapshot.AppliedSequence, ChangesRead, cancellationToken).ConfigureAwait(false);
                foreach (var change in changes)
                {
                    snapshot = (await ApplyAsync(snapshot, change, cancellationToken).ConfigureAwait(false)).At(change);
                    if (_builder.Count >= ChunksSealed || _pendingVectorCount >= ChunksSealed)
                        snapshot = await publish(Seal(snapshot), cancellationToken).ConfigureAwait(false);
                }

                // A short read is the end of the log: what came is to be seen at once.
                if (changes.Count < ChangesRead)
                    snapshot = await publish(Seal(snapshot), cancellationToken).ConfigureAwait(false);
                if (changes.Count == 0)
                    return;
            }
        }
        catch
        {
            // What was collected since the last publication is read again from there.
            Forget();
            throw;
        }
    }

    /// <summary>Reads chunks and vectors of a key range that a snapshot lacks: what a damaged segment held.</summary>
    public async Task<IndexSnapshot> ReadAgainAsync(IndexSnapshot snapshot, long firstKey, long lastKey, CancellationToken cancellationToken)
    {
        try
        {
            snapshot = await AddChunksAsync(snapshot, firstKey, lastKey, cancellationToken).ConfigureAwait(false);
            snapshot = Seal(snapshot);
            snapshot = await AddVectorsAsync(snapshot, firstKey, lastKey, cancellationToken).ConfigureAwait(false);
            return Seal(snapshot);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private async Task<IndexSnapshot> ApplyAsync(IndexSnapshot snapshot, IndexChange change, CancellationToken cancellationToken)
    {
        switch (change.Kind)
        {
            case IndexChangeKind.Added:
                return await AddChunksAsync(snapshot, change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
            case IndexChangeKind.VectorsAdded:
                return await AddVectorsAsync(snapshot, change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
            case IndexChangeKind.Removed:
                return Remove(snapshot, change);
            case IndexChangeKind.Relabelled:
                // Attributes stand beside the postings and vectors of a segment, which never changes: the chunks move to a new one.
                snapshot = await AddChunksAsync(Remove(snapshot, change), change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
                return await AddVectorsAsync(snapshot, change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
            case IndexChangeKind.VectorsRemoved:
                return await RemoveVectorsAsync(Seal(snapshot), change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
            default:
                throw new InvalidDataException($"The change log holds a change of unknown kind {(int)change.Kind}.");
        }
    }

    private IndexSnapshot Remove(IndexSnapshot snapshot, IndexChange change)
    {
        if (_pending.Keys.Any(k => k >= change.FirstKey && k <= change.LastKey) || _pendingVectorCount > 0)
            snapshot = Seal(snapshot);
        return snapshot.Delete(change.FirstKey, change.LastKey);
    }

    private async Task<IndexSnapshot> AddChunksAsync(IndexSnapshot snapshot, long firstKey, long lastKey, CancellationToken cancellationToken)
    {
        for (var from = firstKey; from <= lastKey; from += KeysRead)
        {
            var chunks = await _log.ReadChunksAsync(from, Math.Min(lastKey, from + KeysRead - 1), cancellationToken).ConfigureAwait(false);
            foreach (var chunk in chunks)
            {
                if (_pending.ContainsKey(chunk.Key) || snapshot.Find(chunk.Key).View is not null)
                    continue;
                _builder.Add(chunk);
                _pending.Add(chunk.Key, ChunkAttributes.Of(chunk, Language.None));
            }

            // At the end of a change the caller seals, and publishes what was sealed.
            if (_builder.Count >= ChunksSealed && from + KeysRead <= lastKey)
                snapshot = Seal(snapshot);
        }

        return snapshot;
    }

    private async Task<IndexSnapshot> AddVectorsAsync(IndexSnapshot snapshot, long firstKey, long lastKey, CancellationToken cancellationToken)
    {
        for (var from = firstKey; from <= lastKey; from += KeysRead)
        {
            foreach (var vector in await _log.ReadVectorsAsync(from, Math.Min(lastKey, from + KeysRead - 1), cancellationToken).ConfigureAwait(false))
            {
                if (AttributesOf(snapshot, vector.ChunkKey) is not { } attributes || vector.Values.IsEmpty)
                    continue;
                var space = new VectorSpace(vector.EncoderId, vector.Modality, vector.Values.Length);
                if (!_pendingVectors.TryGetValue(space, out var rows))
                    _pendingVectors[space] = rows = [];
                if (rows.TryAdd(vector.ChunkKey, default))
                    _pendingVectorCount++;
                rows[vector.ChunkKey] = (new VectorRow(vector.ChunkKey, attributes), vector.Values);
            }

            if (_pendingVectorCount >= ChunksSealed && from + KeysRead <= lastKey)
                snapshot = Seal(snapshot);
        }

        return snapshot;
    }

    /// <summary>Deletes the vectors of a range that the store has no longer.</summary>
    private async Task<IndexSnapshot> RemoveVectorsAsync(IndexSnapshot snapshot, long firstKey, long lastKey, CancellationToken cancellationToken)
    {
        for (var from = firstKey; from <= lastKey; from += KeysRead)
        {
            var to = Math.Min(lastKey, from + KeysRead - 1);
            var present = (await _log.ReadVectorsAsync(from, to, cancellationToken).ConfigureAwait(false))
                .Select(vector => (vector.ChunkKey, new VectorSpace(vector.EncoderId, vector.Modality, vector.Values.Length))).ToHashSet();
            snapshot = snapshot with { Vectors = Array.ConvertAll(snapshot.Vectors, view => Absent(view, from, to, present)) };
        }

        return snapshot;
    }

    private static VectorView Absent(VectorView view, long firstKey, long lastKey, HashSet<(long Key, VectorSpace Space)> present)
    {
        var keys = view.Segment.Keys;
        for (var row = view.Segment.LowerBound(firstKey); row < keys.Length && keys[row] <= lastKey; row++)
        {
            // A run of neighbours that are gone is deleted at once: each deletion copies the bits of its segment.
            var first = row;
            while (row < keys.Length && keys[row] <= lastKey && !present.Contains((keys[row], view.Segment.Space)))
                row++;
            if (row > first)
                view = view.Delete(keys[first], keys[row - 1]);
        }

        return view;
    }

    private ChunkAttributes? AttributesOf(IndexSnapshot snapshot, long key)
    {
        if (_pending.TryGetValue(key, out var pending))
            return pending;
        var (view, doc) = snapshot.Find(key);
        return view is null ? null : view.Segment.Attributes[doc] with { Language = Language.None };
    }

    /// <summary>Makes segments of what was collected.</summary>
    private IndexSnapshot Seal(IndexSnapshot snapshot)
    {
        if (_builder.Count > 0)
            snapshot = snapshot.Replace([], [new SegmentView(_builder.Build())], []);
        _pending.Clear();
        foreach (var (space, rows) in _pendingVectors)
        {
            // A vector replaces an older one of the same chunk.
            foreach (var key in rows.Keys)
                snapshot = snapshot with { Vectors = Array.ConvertAll(snapshot.Vectors, v => v.Segment.Space == space ? v.Delete(key, key) : v) };
            var builder = new QuantizedVectorsBuilder(space.Dimensions, rows.Count);
            foreach (var (_, values) in rows.Values)
                builder.Add(values.Span);
            var segment = new VectorSegment(space, [.. rows.Values.Select(r => r.Row)], DenseSegment.Build(builder.Snapshot(), _graph, int.MaxValue));
            snapshot = snapshot.Replace([], [], [new VectorView(segment)]);
        }

        _pendingVectors.Clear();
        _pendingVectorCount = 0;
        return snapshot;
    }

    /// <summary>Merges small segments in memory that nothing else works on.</summary>
    public IndexSnapshot MergeSmall(IndexSnapshot snapshot, IReadOnlySet<object> busy)
    {
        foreach (var size in SmallSizes)
        {
            var lexical = snapshot.Lexical.Where(v => !v.Segment.IsMapped && v.Segment.Count < size && !busy.Contains(v.Segment)).ToList();
            if (lexical.Count >= SmallSegments)
                snapshot = snapshot.Replace([.. lexical.Select(v => v.Segment)], [new SegmentView(MergeInMemory(lexical))], []);
            foreach (var group in snapshot.Vectors.Where(v => v.Segment.FileName is null && v.Segment.Count < size && !busy.Contains(v.Segment)).GroupBy(v => v.Segment.Space).ToList())
            {
                var vectors = group.ToList();
                if (vectors.Count >= SmallSegments)
                    snapshot = snapshot.Replace([.. vectors.Select(v => v.Segment)], [], [new VectorView(VectorMerger.Merge(vectors, _graph, int.MaxValue, CancellationToken.None))]);
            }
        }

        return snapshot;
    }

    private LexicalSegment MergeInMemory(List<SegmentView> views)
    {
        using var output = new MemoryStream();
        using var spool = new MemoryStream();
        SegmentMerger.Merge(views, _weights, output, spool, CancellationToken.None);
        return LexicalSegment.Open(SegmentBytes.Copy(output.GetBuffer().AsSpan(0, (int)output.Length)), _weights);
    }

    private void Forget()
    {
        _builder.Discard();
        _pending.Clear();
        _pendingVectors.Clear();
        _pendingVectorCount = 0;
    }
}
