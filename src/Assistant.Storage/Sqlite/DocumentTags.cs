using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Changes the tags of documents whose bytes stay as they are.</summary>
internal static class DocumentTags
{
    /// <summary>Sets the tags of a document and of what was unpacked from it; where a version is live, the index is told to read its chunks again.</summary>
    /// <param name="transaction">The writer's.</param>
    /// <param name="id">The document.</param>
    /// <param name="tags">JSON list of folded tags; null for none.</param>
    /// <param name="now">Time of the change.</param>
    public static void Set(WriteTransaction transaction, DocumentId id, string? tags, DateTimeOffset now)
    {
        var waiting = new Queue<DocumentId>([id]);
        while (waiting.TryDequeue(out var next))
        {
            SetOne(transaction, next, tags, now);
            var children = transaction.Statement("SELECT id FROM document WHERE parent = ?").Bind(next);
            while (children.Step())
                waiting.Enqueue(children.DocumentId(0));
        }
    }

    private static void SetOne(WriteTransaction transaction, DocumentId id, string? tags, DateTimeOffset now)
    {
        var row = transaction.Statement("SELECT key, found_tags, live_tags, first_chunk, last_chunk, live_version IS NULL OR live_version = version FROM document WHERE id = ?").Bind(id);
        row.Step();
        var (key, found, old, first, last, current) = (row.Int64(0), row.TextOrNull(1), row.TextOrNull(2), row.Int64(3), row.Int64(4), row.Int32(5) != 0);
        row.Reset();

        // An older version stays live with the tags that it has until the newer one is parsed.
        var live = current ? Live(tags, found) : old;
        transaction.Statement("UPDATE document SET tags = ?, live_tags = ?, updated = ? WHERE key = ?").Bind(tags).Bind(live).Bind(now).Bind(key).Run();
        if (live != old && first <= last)
            ChangeRows.Append(transaction, IndexChangeKind.Relabelled, first, last);
    }

    /// <summary>The tags that are searched: those given and those that the text names itself.</summary>
    public static string? Live(string? given, string? found) => found is null ? given : JsonList.Write(Tags.Join(JsonList.Read(given), JsonList.Read(found)));
}
