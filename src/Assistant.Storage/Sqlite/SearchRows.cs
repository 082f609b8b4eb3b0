using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Rows of logged searches.</summary>
internal static class SearchRows
{
    private const string Columns = "SELECT key, id, user, query, hash, collections, message, adapter, at, kind, tags, since, until FROM search ";

    /// <summary>Adds a search. A document that is gone by now leaves its place empty.</summary>
    public static void Insert(WriteTransaction transaction, LoggedSearch search)
    {
        var key = transaction.Statement("INSERT INTO search(id, user, query, hash, collections, message, adapter, at, kind, tags, since, until) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key")
            .Bind(search.Id).Bind(search.User).Bind(search.Query).Bind(search.Hash.ToBytes()).Bind(search.Collections is null ? null : JsonList.Write(search.Collections) ?? "[]")
            .Bind(search.QuestionId).Bind(search.Adapter).Bind(search.At).Bind((long?)search.Kind).Bind(JsonList.Write(search.Tags)).Bind(search.From).Bind(search.To).Scalar()!.Value;
        InsertVectors(transaction, "INSERT INTO search_vector(search, direction, encoder, value, half) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", key, search.Vectors);
        for (var i = 0; i < search.Shown.Count; i++)
        {
            var shown = search.Shown[i];
            transaction.Statement("INSERT INTO search_shown(search, position, document, chunk, moved) VALUES(?, ?, ?, ?, ?)")
                .Bind(key).Bind(i).Bind(CitationRows.IsGone(transaction, shown.Document) ? default : shown.Document).Bind(shown.ChunkKey).Bind(shown.Moved).Run();
        }
    }

    /// <summary>Removes those that are too old or too many.</summary>
    public static void Trim(WriteTransaction transaction, int most, DateTimeOffset oldest)
    {
        transaction.Statement("DELETE FROM search WHERE at < ?").Bind(oldest).Run();
        transaction.Statement("DELETE FROM search WHERE key <= (SELECT max(key) FROM search) - ?").Bind(most).Run();
    }

    /// <summary>Finds one of a user.</summary>
    public static LoggedSearch? Find(SqliteSession session, string user, Guid id) =>
        Read(session, session.Statement(Columns + "WHERE id = ? AND user = ?").Bind(id).Bind(user)).FirstOrDefault();

    /// <summary>Reads a user's newest.</summary>
    public static List<LoggedSearch> Recent(SqliteSession session, string user, DateTimeOffset since, int limit) =>
        Read(session, session.Statement(Columns + "WHERE user = ? AND at >= ? ORDER BY key DESC LIMIT ?").Bind(user).Bind(since).Bind(limit));

    /// <summary>Reads those that were made for a question.</summary>
    public static List<LoggedSearch> OfQuestion(SqliteSession session, string user, Guid question) =>
        Read(session, session.Statement(Columns + "WHERE message = ? AND user = ? ORDER BY key").Bind(question).Bind(user));

    /// <summary>Reads the newest with each of these words and pictures, whoever asked.</summary>
    public static List<LoggedSearch> Newest(SqliteSession session, IEnumerable<QueryHash> hashes) =>
        [.. hashes.SelectMany(hash => Read(session, session.Statement(Columns + "WHERE hash = ? ORDER BY key DESC LIMIT 1").Bind(hash.ToBytes())))];

    /// <summary>Reads the newest of all, none with the same words and picture twice.</summary>
    public static List<LoggedSearch> Newest(SqliteSession session, int limit) =>
        Read(session, session.Statement(Columns + "WHERE key IN (SELECT max(key) FROM search GROUP BY hash) ORDER BY key DESC LIMIT ?").Bind(limit));

    /// <summary>Adds the vectors of a search or a vote.</summary>
    public static void InsertVectors(WriteTransaction transaction, string sql, long key, IEnumerable<SearchVector> vectors)
    {
        foreach (var vector in vectors)
        {
            var (bytes, half) = VectorBytes.Write(vector.Values.Span);
            transaction.Statement(sql).Bind(key).Bind((int)vector.Direction).Bind(vector.EncoderId).Bind(bytes).Bind(half ? 1 : 0).Run();
        }
    }

    /// <summary>Reads the vectors of a search or a vote: direction, encoder, value, half.</summary>
    public static List<SearchVector> ReadVectors(SqliteStatement rows)
    {
        var vectors = new List<SearchVector>();
        while (rows.Step())
            vectors.Add(new SearchVector((AdapterDirection)rows.Int32(0), rows.Text(1), VectorBytes.Read(rows.Bytes(2), rows.Int32(3) != 0)));
        return vectors;
    }

    private static List<LoggedSearch> Read(SqliteSession session, SqliteStatement rows)
    {
        var found = new List<(long Key, LoggedSearch Search)>();
        while (rows.Step())
        {
            found.Add((rows.Int64(0), new LoggedSearch
            {
                Id = rows.Guid(1),
                User = rows.Text(2),
                Query = rows.Text(3),
                Hash = QueryHash.OfBytes(rows.Bytes(4)),
                Collections = rows.IsNull(5) ? null : JsonList.Read(rows.Text(5)),
                QuestionId = rows.IsNull(6) ? null : rows.Guid(6),
                Adapter = rows.Text(7),
                At = rows.Time(8),
                Kind = (ContentKind?)rows.Int32OrNull(9),
                Tags = JsonList.Read(rows.TextOrNull(10)),
                From = rows.IsNull(11) ? null : rows.Time(11),
                To = rows.IsNull(12) ? null : rows.Time(12),
            }));
        }

        return [.. found.Select(entry => entry.Search with
        {
            Vectors = ReadVectors(session.Statement("SELECT direction, encoder, value, half FROM search_vector WHERE search = ? ORDER BY direction, encoder").Bind(entry.Key)),
            Shown = ReadShown(session, entry.Key),
        })];
    }

    private static List<ShownHit> ReadShown(SqliteSession session, long search)
    {
        var shown = new List<ShownHit>();
        var rows = session.Statement("SELECT document, chunk, moved FROM search_shown WHERE search = ? ORDER BY position").Bind(search);
        while (rows.Step())
            shown.Add(new ShownHit(rows.DocumentId(0), rows.Int64(1), rows.Int32(2)));
        return shown;
    }
}
