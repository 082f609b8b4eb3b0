using Assistant.Core.Content;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Blobs;

/// <summary>The rows of blobs: who owns one is derived from the documents that name it.</summary>
internal static class BlobRows
{
    /// <summary>Inserts a blob that nothing owns yet; a known one stays as it is.</summary>
    /// <param name="transaction">Where.</param>
    /// <param name="hash">Its name.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="bytes">The bytes; null when they are a file.</param>
    public static void Insert(WriteTransaction transaction, BlobHash hash, long size, ReadOnlyMemory<byte>? bytes)
    {
        var insert = transaction.Statement("INSERT INTO blob(hash, size, bytes) VALUES(?, ?, ?) ON CONFLICT(hash) DO NOTHING RETURNING key").Bind(hash).Bind(size);
        insert = bytes is { } inside ? insert.Bind(inside.Span) : insert.Bind((string?)null);
        if (insert.Scalar() is { } key)
            transaction.Statement("INSERT INTO unowned(blob, since) VALUES(?, ?)").Bind(key).Bind(DateTimeOffset.UtcNow).Run();
    }

    /// <summary>Finds a blob's key for a document that now names it.</summary>
    /// <exception cref="InvalidOperationException">It is not in the store.</exception>
    public static long Own(WriteTransaction transaction, BlobHash hash)
    {
        var key = transaction.Statement("SELECT key FROM blob WHERE hash = ?").Bind(hash).Scalar()
            ?? throw new InvalidOperationException($"Blob {hash} is not in the store; put it before it is submitted.");
        transaction.Statement("DELETE FROM unowned WHERE blob = ?").Bind(key).Run();
        return key;
    }

    /// <summary>Removes a blob unless a document still names it.</summary>
    /// <returns>How many were removed: 0 or 1.</returns>
    public static int Release(WriteTransaction transaction, long key)
    {
        var owned = transaction.Statement("SELECT EXISTS(SELECT 1 FROM document WHERE blob = ?1) OR EXISTS(SELECT 1 FROM document WHERE thumbnail = ?1)").Bind(key).Scalar();
        if (owned == 1)
            return 0;
        var row = transaction.Statement("DELETE FROM blob WHERE key = ? RETURNING hash, bytes IS NULL").Bind(key);
        var removed = 0;
        while (row.Step())
        {
            removed++;
            if (row.Int64(1) == 1)
                transaction.RemovedFiles.Add(row.BlobHash(0));
        }

        return removed;
    }
}
