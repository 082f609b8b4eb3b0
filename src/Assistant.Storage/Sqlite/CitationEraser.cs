using Assistant.Core.Content;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Takes a deleted document out of stored answers: its citations, and the sentences that stood on it.</summary>
internal static class CitationEraser
{
    /// <summary>Erases a document from every message.</summary>
    /// <returns>Citations removed.</returns>
    public static int Erase(WriteTransaction transaction, DocumentId document)
    {
        var messages = new List<long>();
        var rows = transaction.Statement("SELECT DISTINCT message FROM citation WHERE document = ?").Bind(document);
        while (rows.Step())
            messages.Add(rows.Int64(0));

        foreach (var message in messages)
        {
            var gone = CitationRows.Read(transaction.Session, message).Where(citation => citation.DocumentId == document).ToList();
            var text = transaction.Statement("SELECT text FROM message WHERE key = ?").Bind(message);
            text.Step();
            var redacted = AnswerRedaction.Redact(text.Text(0), gone);
            text.Reset();
            transaction.Statement("UPDATE message SET text = ? WHERE key = ?").Bind(redacted).Bind(message).Run();
        }

        return messages.Count == 0 ? 0 : transaction.Statement("DELETE FROM citation WHERE document = ?").Bind(document).Run();
    }
}
