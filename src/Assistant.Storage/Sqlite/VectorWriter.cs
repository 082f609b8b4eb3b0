using System.Runtime.InteropServices;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Stores vectors as the encoder made them: float32, little-endian, keyed by (chunk, encoder, modality).</summary>
internal static class VectorWriter
{
    /// <summary>Stores vectors of chunks that still exist, and marks the versions Embedded.</summary>
    public static long Commit(WriteTransaction transaction, IReadOnlyList<ContentRef> refs, IReadOnlyList<ChunkVector> vectors, DateTimeOffset now)
    {
        var stored = new SortedSet<long>();
        var documents = new HashSet<long>();
        var encoders = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var vector in vectors)
        {
            if (transaction.Statement("SELECT document FROM chunk WHERE key = ?").Bind(vector.ChunkKey).Scalar() is not { } document)
                continue;
            if (!encoders.TryGetValue(vector.EncoderId, out var encoder))
                encoder = encoders[vector.EncoderId] = EncoderKey(transaction, vector.EncoderId);
            transaction.Statement("""
                INSERT INTO vector(chunk, encoder, modality, value) VALUES(?, ?, ?, ?)
                ON CONFLICT(chunk, encoder, modality) DO UPDATE SET value = excluded.value
                """).Bind(vector.ChunkKey).Bind(encoder).Bind((int)vector.Modality).Bind(MemoryMarshal.AsBytes(vector.Values.Span)).Run();
            stored.Add(vector.ChunkKey);
            documents.Add(document);
        }

        var sequence = LogRanges(transaction, stored);
        foreach (var document in documents)
            transaction.Statement("UPDATE document SET sequence = ? WHERE key = ?").Bind(sequence).Bind(document).Run();
        foreach (var content in refs)
        {
            transaction.Statement("UPDATE document SET state = 2, updated = ? WHERE id = ? AND version = ? AND state = 1").Bind(now).Bind(content.Id).Bind(content.Version).Run();
            sequence = Math.Max(sequence, transaction.Statement("SELECT sequence FROM document WHERE id = ?").Bind(content.Id).Scalar() ?? 0);
        }

        return sequence;
    }

    // One change for each run of neighbouring chunks.
    private static long LogRanges(WriteTransaction transaction, SortedSet<long> keys)
    {
        long sequence = 0, first = 0, last = -1;
        foreach (var key in keys)
        {
            if (key == last + 1 && first > 0)
            {
                last = key;
                continue;
            }

            if (first > 0)
                ChangeRows.Append(transaction, IndexChangeKind.VectorsAdded, first, last);
            first = last = key;
        }

        if (first > 0)
            sequence = ChangeRows.Append(transaction, IndexChangeKind.VectorsAdded, first, last);
        return sequence;
    }

    private static long EncoderKey(WriteTransaction transaction, string id) =>
        transaction.Statement("SELECT key FROM encoder WHERE id = ?").Bind(id).Scalar()
        ?? transaction.Statement("INSERT INTO encoder(id) VALUES(?) RETURNING key").Bind(id).Scalar()!.Value;
}
