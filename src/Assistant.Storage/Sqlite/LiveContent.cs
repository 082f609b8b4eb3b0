using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Blobs;

namespace Assistant.Storage.Sqlite;

/// <summary>Text, chunks, vectors and links of a document's live version: removed in one place, for replacement and deletion alike.</summary>
internal static class LiveContent
{
    /// <summary>Removes the chunks and vectors of a range, and logs it.</summary>
    /// <returns>What was removed; the change is 0 when the range was empty.</returns>
    public static (long Sequence, int Chunks, int Vectors) RemoveChunks(WriteTransaction transaction, long first, long last)
    {
        if (last < first)
            return default;
        var vectors = transaction.Statement("DELETE FROM vector WHERE chunk BETWEEN ? AND ?").Bind(first).Bind(last).Run();
        var chunks = transaction.Statement("DELETE FROM chunk WHERE key BETWEEN ? AND ?").Bind(first).Bind(last).Run();
        return (ChangeRows.Append(transaction, IndexChangeKind.Removed, first, last), chunks, vectors);
    }

    /// <summary>
    /// Takes a picture out of search until it is parsed again, because the page that described it is gone and its words with it.
    /// </summary>
    public static (ContentRef Ref, long Sequence, int Chunks, int Vectors) Withdraw(WriteTransaction transaction, long key, DateTimeOffset now)
    {
        var row = transaction.Statement("SELECT id, version, first_chunk, last_chunk, thumbnail FROM document WHERE key = ?").Bind(key);
        row.Step();
        var content = new ContentRef(row.DocumentId(0), row.Int32(1));
        var (first, last) = (row.Int64(2), row.Int64(3));
        row.Reset();
        var removed = RemoveChunks(transaction, first, last);
        TripleRows.Remove(transaction, key);
        transaction.Statement("DELETE FROM parsed WHERE document = ?").Bind(key).Run();
        transaction.Statement("UPDATE document SET state = 0, reason = NULL, attempts = 0, live_version = NULL, title = NULL, first_chunk = 1, last_chunk = 0, sequence = max(sequence, ?), updated = ? WHERE key = ?")
            .Bind(removed.Sequence).Bind(now).Bind(key).Run();
        return (content, removed.Sequence, removed.Chunks, removed.Vectors);
    }

    /// <summary>Replaces a document's thumbnail, releasing the old one.</summary>
    public static void ReplaceThumbnail(WriteTransaction transaction, long document, long? old, BlobHash? thumbnail)
    {
        var next = thumbnail is { } hash ? BlobRows.Own(transaction, hash) : (long?)null;
        if (old == next)
            return;
        transaction.Statement("UPDATE document SET thumbnail = ? WHERE key = ?").Bind(next).Bind(document).Run();
        if (old is { } gone)
            BlobRows.Release(transaction, gone);
    }
}
