using Assistant.Core.Content;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Takes a deleted document out of stored answers: its citations, the sentences that stood on it, and the steps that saw it.</summary>
internal static class CitationEraser
{
    /// <summary>Erases a document from every message.</summary>
    /// <returns>Citations removed.</returns>
    public static int Erase(WriteTransaction transaction, DocumentId document)
    {
        foreach (var message in Messages(transaction, "SELECT DISTINCT message FROM answer_source WHERE document = ?", document))
        {
            AnswerEventRows.Redact(transaction, message, document);
            Forget(transaction, message);
        }

        var messages = Messages(transaction, "SELECT DISTINCT message FROM citation WHERE document = ?", document);
        foreach (var message in messages)
        {
            var gone = CitationRows.Read(transaction.Session, message).Where(citation => citation.DocumentId == document).ToList();
            var text = transaction.Statement("SELECT text FROM message WHERE key = ?").Bind(message);
            text.Step();
            var redacted = AnswerRedaction.Redact(text.Text(0), gone);
            text.Reset();
            transaction.Statement("UPDATE message SET text = ? WHERE key = ?").Bind(redacted).Bind(message).Run();
            Forget(transaction, message);
        }

        return messages.Count == 0 ? 0 : transaction.Statement("DELETE FROM citation WHERE document = ?").Bind(document).Run();
    }

    // A summary may hold what the answer held; it is written anew from what is left.
    private static void Forget(WriteTransaction transaction, long message) =>
        transaction.Statement("DELETE FROM summary WHERE conversation = (SELECT conversation FROM message WHERE key = ?)").Bind(message).Run();

    private static List<long> Messages(WriteTransaction transaction, string sql, DocumentId document)
    {
        var messages = new List<long>();
        var rows = transaction.Statement(sql).Bind(document);
        while (rows.Step())
            messages.Add(rows.Int64(0));
        return messages;
    }
}
