using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Tests;

/// <summary>A content store's change log in plain lists: what an index follows in these tests.</summary>
internal sealed class MemoryChangeLog : IChangeLog
{
    private readonly Lock _lock = new();
    private readonly List<IndexChange> _changes = [];
    private readonly SortedDictionary<long, IndexedChunk> _chunks = [];
    private readonly Dictionary<(long Key, string Encoder, ContentKind Modality), ChunkVector> _vectors = [];
    private long _nextKey = 1;

    public IReadOnlyCollection<IndexedChunk> Chunks
    {
        get
        {
            lock (_lock)
                return [.. _chunks.Values];
        }
    }

    public IReadOnlyCollection<ChunkVector> Vectors
    {
        get
        {
            lock (_lock)
                return [.. _vectors.Values.OrderBy(v => v.ChunkKey)];
        }
    }

    /// <summary>Adds the chunks of one document; their keys are given out here.</summary>
    public (long First, long Last) Add(params ReadOnlySpan<IndexedChunk> chunks)
    {
        lock (_lock)
        {
            var first = _nextKey;
            foreach (var chunk in chunks)
            {
                _chunks.Add(_nextKey, chunk with { Key = _nextKey });
                _nextKey++;
            }

            Log(IndexChangeKind.Added, first, _nextKey - 1);
            return (first, _nextKey - 1);
        }
    }

    public (long First, long Last) AddText(params string[] texts) => Add([.. texts.Select(t => Chunk(t))]);

    public static IndexedChunk Chunk(string text, int collection = 1, ContentKind kind = ContentKind.Text, BlockKind block = BlockKind.Paragraph, string? title = null, params string[] headings) =>
        new(0, collection, kind, block, title, headings, text);

    public void Remove(long first, long last)
    {
        lock (_lock)
        {
            for (var key = first; key <= last; key++)
                _chunks.Remove(key);
            foreach (var id in _vectors.Keys.Where(k => k.Key >= first && k.Key <= last).ToList())
                _vectors.Remove(id);
            Log(IndexChangeKind.Removed, first, last);
        }
    }

    public void Relabel(long first, long last, params string[] tags)
    {
        lock (_lock)
        {
            for (var key = first; key <= last; key++)
            {
                if (_chunks.TryGetValue(key, out var chunk))
                    _chunks[key] = chunk with { Tags = tags };
            }

            Log(IndexChangeKind.Relabelled, first, last);
        }
    }

    public void AddVectors(params ReadOnlySpan<ChunkVector> vectors)
    {
        lock (_lock)
        {
            long first = long.MaxValue, last = 0;
            foreach (var vector in vectors)
            {
                _vectors[(vector.ChunkKey, vector.EncoderId, vector.Modality)] = vector;
                (first, last) = (Math.Min(first, vector.ChunkKey), Math.Max(last, vector.ChunkKey));
            }

            Log(IndexChangeKind.VectorsAdded, first, last);
        }
    }

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return new(_changes.Count == 0 ? 0 : _changes[^1].Sequence);
    }

    public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return new(_changes.Skip((int)after).Take(limit).ToArray());
    }

    public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var chunks = new List<IndexedChunk>();
            for (var key = firstKey; key <= lastKey; key++)
            {
                if (_chunks.TryGetValue(key, out var chunk))
                    chunks.Add(chunk);
            }

            return new(chunks);
        }
    }

    public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return new(_vectors.Values.Where(v => v.ChunkKey >= firstKey && v.ChunkKey <= lastKey).OrderBy(v => v.ChunkKey).ToArray());
    }

    private void Log(IndexChangeKind kind, long first, long last) => _changes.Add(new IndexChange(_changes.Count + 1, kind, first, last, Random.Shared.NextInt64(1, long.MaxValue)));
}
