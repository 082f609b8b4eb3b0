using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>Moves documents between states, each move guarded by the state that it starts from.</summary>
internal static class StateWriter
{
    private const int MostReasonCharacters = 2_000;

    /// <summary>
    /// Marks versions Indexed whose last change is applied, and removes what an older version of an archive held and this one
    /// does not: children that were not accepted again since.
    /// </summary>
    public static List<ContentRef> MarkIndexed(WriteTransaction transaction, IReadOnlyList<ContentRef> refs, long appliedSequence, DateTimeOffset now)
    {
        var indexed = new List<ContentRef>();
        foreach (var content in refs)
        {
            var marked = transaction.Statement("UPDATE document SET state = 3, updated = ? WHERE id = ? AND version = ? AND state = 2 AND sequence <= ?")
                .Bind(now).Bind(content.Id).Bind(content.Version).Bind(appliedSequence).Run() > 0;
            if (marked)
                EraseOlderChildren(transaction, content, now);
            if (marked || transaction.Statement("SELECT 1 FROM document WHERE id = ? AND version = ? AND state = 3").Bind(content.Id).Bind(content.Version).Scalar() is not null)
                indexed.Add(content);
        }

        return indexed;
    }

    /// <summary>Ends an unfinished version.</summary>
    public static int End(WriteTransaction transaction, ContentRef content, ContentState state, string reason, int? attempts, DateTimeOffset now) =>
        transaction.Statement("UPDATE document SET state = ?, reason = ?, attempts = coalesce(?, attempts), updated = ? WHERE id = ? AND version = ? AND state < 3")
            .Bind((int)state).Bind(reason.Length > MostReasonCharacters ? reason[..MostReasonCharacters] : reason).Bind(attempts).Bind(now).Bind(content.Id).Bind(content.Version).Run();

    /// <summary>Sets finished documents back to Accepted: those of the filter's states, or Failed and Rejected ones when it names none.</summary>
    public static List<ContentRef> Redrive(WriteTransaction transaction, DocumentFilter filter, DocumentId? id, DateTimeOffset now)
    {
        filter = filter with { States = filter.States ?? [ContentState.Failed, ContentState.Rejected] };
        var select = DocumentRows.Bind(
            transaction.Statement("SELECT d.key, d.id, d.version FROM document d" + DocumentRows.Where(filter) + (id is null ? "" : " AND d.id = ?") + " AND d.state >= 3 ORDER BY d.id LIMIT ?"), filter);
        if (id is { } one)
            select.Bind(one);
        select.Bind(Math.Clamp(filter.Limit, 1, 10_000));
        var found = new List<(long Key, ContentRef Ref)>();
        while (select.Step())
            found.Add((select.Int64(0), new ContentRef(select.DocumentId(1), select.Int32(2))));
        foreach (var (key, _) in found)
            transaction.Statement("UPDATE document SET state = 0, reason = NULL, attempts = 0, updated = ? WHERE key = ?").Bind(now).Bind(key).Run();
        return [.. found.Select(document => document.Ref)];
    }

    private static void EraseOlderChildren(WriteTransaction transaction, ContentRef parent, DateTimeOffset now)
    {
        var older = new List<DocumentId>();
        var rows = transaction.Statement("SELECT id FROM document WHERE parent = ? AND parent_version < ?").Bind(parent.Id).Bind(parent.Version);
        while (rows.Step())
            older.Add(rows.DocumentId(0));
        var eraser = new DocumentEraser(transaction, now);
        foreach (var child in older)
            eraser.Erase(child);
    }
}
