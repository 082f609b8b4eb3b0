using System.Collections.Frozen;
using System.Numerics.Tensors;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Fts5;

/// <summary>
/// All vectors in memory, compared one by one: the plain reference for faster dense legs. Searches read an immutable
/// snapshot, so they never wait; changes come from one thread at a time.
/// </summary>
internal sealed class DenseVectors
{
    private volatile FrozenDictionary<(string Encoder, ContentKind Modality), Row[]> _rows = FrozenDictionary<(string, ContentKind), Row[]>.Empty;

    /// <summary>Whether the vectors have been read from the store.</summary>
    public bool Loaded { get; set; }

    /// <summary>Takes out what was removed and puts in what was added or replaced.</summary>
    public void Apply(IReadOnlyList<(long First, long Last)> removed, IReadOnlyList<ChunkVector> added, IReadOnlyDictionary<long, VectorScope> scopes)
    {
        if (removed.Count == 0 && added.Count == 0)
            return;
        var incoming = added.Where(vector => scopes.ContainsKey(vector.ChunkKey))
            .ToLookup(vector => (vector.EncoderId, vector.Modality), vector => new Row(vector.ChunkKey, scopes[vector.ChunkKey], vector.Values));
        var next = new Dictionary<(string, ContentKind), Row[]>();
        foreach (var group in _rows.Keys.Union(incoming.Select(group => group.Key)))
        {
            // The last one given for a chunk wins.
            var replaced = incoming[group].GroupBy(row => row.Key).ToDictionary(rows => rows.Key, rows => rows.Last());
            var kept = _rows.GetValueOrDefault(group, []).Where(row => !replaced.ContainsKey(row.Key) && !IsRemoved(row.Key));
            next[group] = [.. kept.Concat(replaced.Values.Where(row => !IsRemoved(row.Key))).OrderBy(row => row.Key)];
        }

        _rows = next.ToFrozenDictionary();

        bool IsRemoved(long key)
        {
            foreach (var (first, last) in removed)
                if (key >= first && key <= last)
                    return true;
            return false;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Loaded = false;
        _rows = FrozenDictionary<(string, ContentKind), Row[]>.Empty;
    }

    /// <summary>The nearest vectors of a probe, best first, equal scores by chunk key.</summary>
    /// <exception cref="ArgumentException">The probe's width is not that of the encoder's vectors.</exception>
    public IReadOnlyList<LegHit> Search(DenseProbe probe, SearchFilter filter, int depth, CancellationToken cancellationToken)
    {
        // The root of the heap is the worst hit kept: lowest score, then highest key.
        var best = new PriorityQueue<LegHit, (float Score, long Key)>(Comparer<(float Score, long Key)>.Create(static (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Key.CompareTo(a.Key)));
        var seen = 0;
        foreach (var row in _rows.GetValueOrDefault((probe.EncoderId, probe.Modality), []))
        {
            if ((++seen & 1023) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!filter.Matches(row.Scope.Collection, row.Scope.Kind, row.Scope.Tags, row.Scope.Date))
                continue;
            if (row.Values.Length != probe.Vector.Length)
                throw new ArgumentException($"The probe {probe.Leg} has {probe.Vector.Length} dimensions, vectors of {probe.EncoderId} have {row.Values.Length}.", nameof(probe));

            var hit = new LegHit(row.Key, TensorPrimitives.Dot(row.Values.Span, probe.Vector.Span)); // [d] . [d]
            if (best.Count < depth)
                best.Enqueue(hit, (hit.Score, hit.ChunkKey));
            else
                best.EnqueueDequeue(hit, (hit.Score, hit.ChunkKey));
        }

        var hits = new LegHit[best.Count];
        for (var i = hits.Length - 1; i >= 0; i--)
            hits[i] = best.Dequeue();
        return hits;
    }

    private sealed record Row(long Key, VectorScope Scope, ReadOnlyMemory<float> Values);
}
