using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>Counts what a deletion would take with it; <see cref="DocumentEraser"/> does it.</summary>
internal static class DeletionRows
{
    private const int MostNamed = 100;

    // UNION, not UNION ALL: parents that formed a circle would never end.
    private const string Family = "WITH RECURSIVE family(id) AS (SELECT ? UNION SELECT d.id FROM document d JOIN family f ON d.parent = f.id) ";

    /// <summary>Counts; null when there is no such document.</summary>
    public static DeletionPreview? Preview(SqliteSession session, DocumentId id)
    {
        if (session.Statement("SELECT 1 FROM document WHERE id = ?").Bind(id).Scalar() is null)
            return null;
        var unpacked = new List<string>();
        var names = session.Statement(Family + "SELECT d.uri FROM document d JOIN family f ON d.id = f.id WHERE d.id <> ? ORDER BY d.uri LIMIT ?").Bind(id).Bind(id).Bind(MostNamed);
        while (names.Step())
            unpacked.Add(names.Text(0));
        return new DeletionPreview(
            unpacked,
            (int)Count("SELECT count(*) FROM document d JOIN family f ON d.id = f.id"),
            Count("SELECT coalesce(sum(d.last_chunk - d.first_chunk + 1), 0) FROM document d JOIN family f ON d.id = f.id"),
            Count("SELECT count(*) FROM document d JOIN family f ON d.id = f.id JOIN vector v ON v.chunk BETWEEN d.first_chunk AND d.last_chunk"),
            Count("SELECT count(*) FROM citation c JOIN family f ON c.document = f.id"),
            Count("SELECT count(DISTINCT c.message) FROM citation c JOIN family f ON c.document = f.id"),
            Count("SELECT count(*) FROM feedback b JOIN family f ON b.document = f.id"),
            Count("SELECT count(DISTINCT p.key) FROM document d JOIN family f ON d.id = f.id JOIN image_link l ON l.document = d.key JOIN document p ON p.collection = l.collection AND p.uri = l.uri WHERE p.kind = 1 AND p.state IN (1, 2, 3) AND p.id NOT IN (SELECT id FROM family)"));

        long Count(string sql) => session.Statement(Family + sql).Bind(id).Scalar() ?? 0;
    }
}
