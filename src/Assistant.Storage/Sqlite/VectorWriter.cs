using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Stores vectors as the encoder made them (see <see cref="VectorBytes"/>), keyed by (chunk, encoder, modality).</summary>
internal static class VectorWriter
{
    private const int MostReasonCharacters = 500;

    /// <summary>Stores vectors and refusals of chunks that still exist, and marks the versions Embedded.</summary>
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
                encoder = encoders[vector.EncoderId] = EncoderRows.Key(transaction, vector.EncoderId);
            var (bytes, half) = VectorBytes.Write(vector.Values.Span);
            transaction.Statement("""
                INSERT INTO vector(chunk, encoder, modality, value, half) VALUES(?, ?, ?, ?, ?)
                ON CONFLICT(chunk, encoder, modality) DO UPDATE SET value = excluded.value, half = excluded.half
                """).Bind(vector.ChunkKey).Bind(encoder).Bind((int)vector.Modality).Bind(bytes).Bind(half ? 1 : 0).Run();
            stored.Add(vector.ChunkKey);
            documents.Add(document);
            if (vector.Refusal is { } reason)
                transaction.Statement("UPDATE document SET reason = ? WHERE key = ? AND state < 4").Bind(reason.Length > MostReasonCharacters ? reason[..MostReasonCharacters] : reason).Bind(document).Run();
        }

        var sequence = LogRanges(transaction, stored);
        foreach (var content in refs)
        {
            var row = transaction.Statement("SELECT key, sequence FROM document WHERE id = ?").Bind(content.Id);
            if (!row.Step())
                continue;
            var (key, last) = (row.Int64(0), row.Int64(1));
            row.Reset();

            // Vectors that a build adds beside the pipeline (refs is empty then) never hold up a document.
            if (documents.Contains(key))
                transaction.Statement("UPDATE document SET sequence = ? WHERE key = ?").Bind(sequence).Bind(key).Run();
            else
                sequence = Math.Max(sequence, last);
            transaction.Statement("UPDATE document SET state = 2, updated = ? WHERE key = ? AND version = ? AND state = 1").Bind(now).Bind(key).Bind(content.Version).Run();
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
}
