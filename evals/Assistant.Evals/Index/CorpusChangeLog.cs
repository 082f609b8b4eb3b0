using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Evals.Index;

/// <summary>
/// A corpus as the change log of a content store: first documents of ten chunks, then, as they arrive, documents of one; each chunk with its
/// vector, keys from 1. Reads from the files each time, as a store does. Chunks after the corpus's last are its first again.
/// </summary>
internal sealed class CorpusChangeLog : IChangeLog
{
    private const int ChunksPerDocument = 10;

    /// <summary>Collection of nearly all documents.</summary>
    public const int UsualCollection = 1;

    /// <summary>Collection of one document in a hundred.</summary>
    public const int RareCollection = 2;

    /// <summary>Encoder that the vectors are said to be of.</summary>
    public const string EncoderId = "bench";

    private readonly CorpusFolder _corpus;
    private readonly int _changesPerDocument;
    private readonly int _loaded;
    private readonly int _loadedDocuments;
    private int _count;

    /// <summary>Begins with some chunks of a corpus.</summary>
    /// <param name="corpus">Texts and vectors.</param>
    /// <param name="loaded">Chunks that are there from the beginning.</param>
    public CorpusChangeLog(CorpusFolder corpus, int loaded)
    {
        _corpus = corpus;
        _changesPerDocument = corpus.Dimensions == 0 ? 1 : 2;
        _loaded = _count = loaded;
        _loadedDocuments = (loaded + ChunksPerDocument - 1) / ChunksPerDocument;
    }

    /// <summary>Chunks that have arrived; grows.</summary>
    public int Count { get => Volatile.Read(ref _count); set => Volatile.Write(ref _count, value); }

    /// <summary>Collection of the chunk at a row of the corpus.</summary>
    public static int CollectionOf(int row) => (uint)(row / ChunksPerDocument) * 2654435761u / (uint.MaxValue / 100 + 1) == 0 ? RareCollection : UsualCollection;

    /// <inheritdoc/>
    public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => new((_loadedDocuments + (long)Count - _loaded) * _changesPerDocument);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        var latest = (_loadedDocuments + (long)Count - _loaded) * _changesPerDocument;
        var changes = new List<IndexChange>();
        for (var sequence = after + 1; sequence <= latest && changes.Count < limit; sequence++)
        {
            var (first, last) = KeysOf((sequence - 1) / _changesPerDocument);
            var kind = (sequence - 1) % _changesPerDocument == 0 ? IndexChangeKind.Added : IndexChangeKind.VectorsAdded;
            changes.Add(new IndexChange(sequence, kind, first, last, sequence));
        }

        return new(changes);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        var chunks = new List<IndexedChunk>();
        foreach (var (key, row, count) in Pieces(firstKey, lastKey))
        {
            var texts = _corpus.ReadTexts(row, count);
            for (var i = 0; i < count; i++)
                chunks.Add(new IndexedChunk(key + i, CollectionOf(row + i), ContentKind.Text, BlockKind.Paragraph, null, [], texts[i]));
        }

        return new(chunks);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        var vectors = new List<ChunkVector>();
        if (_corpus.Dimensions == 0)
            return new(vectors);
        foreach (var (key, row, count) in Pieces(firstKey, lastKey))
        {
            var values = new float[count * _corpus.Dimensions];
            _corpus.ReadVectors(row, values);
            for (var i = 0; i < count; i++)
                vectors.Add(new ChunkVector(key + i, EncoderId, ContentKind.Text, values.AsMemory(i * _corpus.Dimensions, _corpus.Dimensions)));
        }

        return new(vectors);
    }

    private (long First, long Last) KeysOf(long document)
    {
        if (document >= _loadedDocuments)
            return (_loaded + document - _loadedDocuments + 1, _loaded + document - _loadedDocuments + 1);
        var first = (document * ChunksPerDocument) + 1;
        return (first, Math.Min(_loaded, first + ChunksPerDocument - 1));
    }

    /// <summary>The rows of a key range that has arrived, in pieces that lie together in the files.</summary>
    private IEnumerable<(long Key, int Row, int Count)> Pieces(long firstKey, long lastKey)
    {
        lastKey = Math.Min(lastKey, Count);
        while (firstKey <= lastKey)
        {
            var row = (int)((firstKey - 1) % _corpus.Count);
            var count = (int)Math.Min(lastKey - firstKey + 1, _corpus.Count - row);
            yield return (firstKey, row, count);
            firstKey += count;
        }
    }
}
