using System.Text;
using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>Reads documents without their text.</summary>
internal static class DocumentRows
{
    private const string Columns = """
        SELECT d.id, c.name, d.uri, d.version, d.state, b.hash, d.size, d.reason, d.attempts, d.live_version, d.title, d.media_type, d.kind,
            d.last_chunk - d.first_chunk + 1, d.source, d.parent, t.hash, d.width, d.height, d.created, d.updated, d.tags, d.live_tags, d.date
        FROM document d JOIN collection c ON c.key = d.collection JOIN blob b ON b.key = d.blob LEFT JOIN blob t ON t.key = d.thumbnail
        """;

    /// <summary>Reads one by id.</summary>
    public static DocumentRecord? Find(SqliteSession session, DocumentId id) =>
        One(session.Statement(Columns + " WHERE d.id = ?").Bind(id));

    /// <summary>Reads one by identity.</summary>
    public static DocumentRecord? Find(SqliteSession session, string collection, string uri) =>
        One(session.Statement(Columns + " WHERE d.collection = (SELECT key FROM collection WHERE name = ?) AND d.uri = ?").Bind(collection).Bind(uri));

    /// <summary>Reads the documents of a filter, in order of acceptance.</summary>
    public static IReadOnlyList<DocumentRecord> List(SqliteSession session, DocumentFilter filter)
    {
        // The keys first: what is left out before an offset is not joined.
        var order = filter.NewestFirst ? " ORDER BY d.id DESC" : " ORDER BY d.id";
        var rows = Bind(session.Statement($"{Columns} WHERE d.key IN (SELECT d.key FROM document d{Where(filter)}{order} LIMIT ? OFFSET ?){order}"), filter)
            .Bind(Math.Clamp(filter.Limit, 1, 10_000)).Bind(Math.Max(filter.Offset, 0));
        var documents = new List<DocumentRecord>();
        while (rows.Step())
            documents.Add(Read(rows));
        return documents;
    }

    /// <summary>Counts the documents of a filter, without regard to its page.</summary>
    public static long Count(SqliteSession session, DocumentFilter filter)
    {
        filter = filter with { After = null };
        var row = Bind(session.Statement("SELECT count(*) FROM document d" + Where(filter)), filter);
        row.Step();
        var count = row.Int64(0);
        row.Reset();
        return count;
    }

    /// <summary>The condition of a filter over the document table as d; its parameters come from <see cref="Bind"/>. One of a small number of texts.</summary>
    public static string Where(DocumentFilter filter)
    {
        var where = new StringBuilder(" WHERE 1");
        if (filter.Collections is not null)
            where.Append(" AND d.collection IN (SELECT key FROM collection WHERE name IN (SELECT value FROM json_each(?)))");
        if (filter.States is not null)
            where.Append(" AND d.state IN (SELECT value FROM json_each(?))");
        if (filter.Source is not null)
            where.Append(" AND d.source = ?");
        if (filter.Parent is not null)
            where.Append(" AND d.parent = ?");
        if (filter.Contains is not null)
            where.Append(@" AND (d.uri LIKE ? ESCAPE '\' OR d.title LIKE ? ESCAPE '\')");
        if (filter.Blob is not null)
            where.Append(" AND d.blob = (SELECT key FROM blob WHERE hash = ?)");
        if (filter.Duplicated)
            where.Append(Duplicated(filter.Collections is not null));
        if (filter.After is not null)
            where.Append(filter.NewestFirst ? " AND d.id < ?" : " AND d.id > ?");
        return where.ToString();
    }

    /// <summary>Binds the parameters of <see cref="Where"/>.</summary>
    public static SqliteStatement Bind(SqliteStatement statement, DocumentFilter filter)
    {
        if (filter.Collections is not null)
            statement.Bind(JsonList.Write(filter.Collections) ?? "[]");
        if (filter.States is not null)
            statement.Bind($"[{string.Join(',', filter.States.Select(state => (int)state))}]");
        if (filter.Source is not null)
            statement.Bind(filter.Source);
        if (filter.Parent is { } parent)
            statement.Bind(parent);
        if (filter.Contains is { } part)
        {
            var pattern = "%" + part.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";
            statement.Bind(pattern).Bind(pattern);
        }

        if (filter.Blob is { } blob)
            statement.Bind(blob);
        if (filter is { Duplicated: true, Collections: not null })
            statement.Bind(JsonList.Write(filter.Collections) ?? "[]");
        if (filter.After is { } after)
            statement.Bind(after);
        return statement;
    }

    // Another document with the same bytes, within the same collections: who may not read the others learns nothing of them.
    private static string Duplicated(bool restricted) => restricted
        ? " AND EXISTS(SELECT 1 FROM document o WHERE o.blob = d.blob AND o.key <> d.key AND o.collection IN (SELECT key FROM collection WHERE name IN (SELECT value FROM json_each(?))))"
        : " AND EXISTS(SELECT 1 FROM document o WHERE o.blob = d.blob AND o.key <> d.key)";

    private static DocumentRecord? One(SqliteStatement row)
    {
        if (!row.Step())
            return null;
        var document = Read(row);
        row.Reset();
        return document;
    }

    private static DocumentRecord Read(SqliteStatement row) => new()
    {
        Id = row.DocumentId(0),
        Collection = row.Text(1),
        Uri = row.Text(2),
        Version = row.Int32(3),
        State = (ContentState)row.Int32(4),
        Blob = row.BlobHash(5),
        Size = row.Int64(6),
        Reason = row.TextOrNull(7),
        Attempts = row.Int32(8),
        LiveVersion = row.Int32OrNull(9),
        Title = row.TextOrNull(10),
        MediaType = row.TextOrNull(11),
        Kind = (ContentKind?)row.Int32OrNull(12),
        Chunks = row.Int32(13),
        Source = row.TextOrNull(14),
        Parent = row.IsNull(15) ? null : row.DocumentId(15),
        Thumbnail = row.IsNull(16) ? null : row.BlobHash(16),
        Pixels = row.IsNull(17) ? null : (row.Int32(17), row.Int32(18)),
        Created = row.Time(19),
        Updated = row.Time(20),
        GivenTags = JsonList.Read(row.TextOrNull(21)),
        Tags = JsonList.Read(row.TextOrNull(22)),
        Date = row.Time(23),
    };
}
