using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Reads the change log and what its ranges still hold.</summary>
internal sealed class SqliteChangeLog(AssistantDatabase database) : IChangeLog
{
    /// <inheritdoc/>
    public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // sqlite_sequence keeps the number when compaction removed the newest row.
        return new(database.Read(session => session.Statement("SELECT seq FROM sqlite_sequence WHERE name = 'change'").Scalar() ?? 0));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<IndexChange>>(session =>
        {
            var rows = session.Statement("SELECT sequence, kind, first, last, mark FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?").Bind(after).Bind(limit);
            var changes = new List<IndexChange>();
            while (rows.Step())
                changes.Add(new IndexChange(rows.Int64(0), (IndexChangeKind)rows.Int32(1), rows.Int64(2), rows.Int64(3), rows.Int64(4)));
            return changes;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<IndexedChunk>>(session =>
        {
            var rows = session.Statement("""
                SELECT c.key, d.collection, d.kind, c.kind, d.title, c.headings, c.text, d.key, d.live_tags, d.date
                FROM chunk c JOIN document d ON d.key = c.document WHERE c.key BETWEEN ? AND ? ORDER BY c.key
                """).Bind(firstKey).Bind(lastKey);
            var chunks = new List<IndexedChunk>();
            var document = 0L;
            IReadOnlyList<string> tags = [];
            while (rows.Step())
            {
                // Neighbours are mostly of one document: its tags are read once.
                if (document != rows.Int64(7))
                    (document, tags) = (rows.Int64(7), JsonList.Read(rows.TextOrNull(8)));
                chunks.Add(new IndexedChunk(rows.Int64(0), rows.Int32(1), (ContentKind)rows.Int32(2), (BlockKind)rows.Int32(3), rows.TextOrNull(4), JsonList.Read(rows.TextOrNull(5)), rows.Text(6)) { Tags = tags, Date = rows.Time(9) });
            }

            return chunks;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<ChunkVector>>(session =>
        {
            var rows = session.Statement("""
                SELECT v.chunk, e.id, v.modality, v.value, v.half FROM vector v JOIN encoder e ON e.key = v.encoder
                WHERE v.chunk BETWEEN ? AND ? AND length(v.value) > 0 ORDER BY v.chunk, v.encoder, v.modality
                """).Bind(firstKey).Bind(lastKey);
            var vectors = new List<ChunkVector>();
            var encoder = "";
            while (rows.Step())
            {
                // The same few ids again and again: one string each.
                var id = rows.Text(1);
                encoder = id == encoder ? encoder : id;
                vectors.Add(new ChunkVector(rows.Int64(0), encoder, (ContentKind)rows.Int32(2), VectorBytes.Read(rows.Bytes(3), rows.Int32(4) == 1)));
            }

            return vectors;
        }));
    }
}
