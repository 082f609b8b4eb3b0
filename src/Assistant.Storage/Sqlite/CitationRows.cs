using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Citations of stored messages.</summary>
internal static class CitationRows
{
    /// <summary>Stores the citations of a message.</summary>
    public static void Insert(WriteTransaction transaction, long message, IEnumerable<Citation> citations)
    {
        foreach (var citation in citations)
        {
            transaction.Statement("""
                INSERT INTO citation(message, number, document, version, collection, uri, title, kind, page, headings, quote, start, "end")
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """).Bind(message).Bind(citation.Number).Bind(citation.DocumentId).Bind(citation.Version).Bind(citation.Collection).Bind(citation.Uri)
                .Bind(citation.Title).Bind((int)citation.Kind).Bind(citation.Page).Bind(JsonList.Write(citation.Headings)).Bind(citation.Quote)
                .Bind(citation.Span.Start).Bind(citation.Span.End).Run();
        }
    }

    /// <summary>Those whose document is gone by now.</summary>
    public static List<Citation> Gone(WriteTransaction transaction, IEnumerable<Citation> citations) => [.. citations.Where(citation => IsGone(transaction, citation.DocumentId))];

    /// <summary>Whether a document is gone by now.</summary>
    public static bool IsGone(WriteTransaction transaction, DocumentId document) => transaction.Statement("SELECT 1 FROM document WHERE id = ?").Bind(document).Scalar() is null;

    /// <summary>Reads the citations of a message, in order of their numbers.</summary>
    public static List<Citation> Read(SqliteSession session, long message)
    {
        var rows = session.Statement("""
            SELECT number, document, version, collection, uri, title, kind, page, headings, quote, start, "end" FROM citation WHERE message = ? ORDER BY number, rowid
            """).Bind(message);
        var citations = new List<Citation>();
        while (rows.Step())
        {
            citations.Add(new Citation(
                rows.Int32(0), rows.DocumentId(1), rows.Int32(2), rows.Text(3), rows.Text(4), rows.TextOrNull(5), (ContentKind)rows.Int32(6), rows.Int32OrNull(7),
                JsonList.Read(rows.TextOrNull(8)), rows.Text(9), new TextSpan(rows.Int32(10), rows.Int32(11))));
        }

        return citations;
    }
}
