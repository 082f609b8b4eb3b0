using Assistant.Core.Content;
using Assistant.Core.Feedback;

namespace Assistant.Storage.Sqlite;

/// <summary>Judgements of users.</summary>
internal sealed class SqliteFeedbackStore(AssistantDatabase database) : IFeedbackStore
{
    /// <inheritdoc/>
    public ValueTask<Guid> AddAsync(FeedbackRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        return database.WriteAsync(transaction => Add(transaction, row), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedbackRow>> ListAsync(int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<FeedbackRow>>(
            session =>
            {
                var rows = session.Statement("SELECT key, id, user, signal, query, document, message, rank, text, at, search FROM feedback ORDER BY key DESC LIMIT ?").Bind(limit);
                var feedback = new List<FeedbackRow>();
                while (rows.Step())
                {
                    feedback.Add(new FeedbackRow
                    {
                        Id = rows.Guid(1),
                        User = rows.Text(2),
                        Signal = rows.Text(3),
                        Query = rows.Text(4),
                        DocumentId = rows.IsNull(5) ? null : rows.DocumentId(5),
                        MessageId = rows.IsNull(6) ? null : rows.Guid(6),
                        Rank = rows.Int32OrNull(7),
                        Shown = ReadShown(session, rows.Int64(0)),
                        Text = rows.TextOrNull(8),
                        At = rows.Time(9),
                        SearchId = rows.IsNull(10) ? null : rows.Guid(10),
                    });
                }

                return feedback;
            },
            snapshot: true));
    }

    private static Guid Add(WriteTransaction transaction, FeedbackRow row)
    {
        // A judgement of a document that was deleted meanwhile has nothing to say any more, and must not bring its id back.
        if (row.DocumentId is { } judged && !Exists(transaction, judged))
            return row.Id;
        transaction.Statement("DELETE FROM feedback WHERE user = ? AND query = ? AND ifnull(document, x'') = ifnull(?, x'') AND signal = ?")
            .Bind(row.User).Bind(row.Query).Bind(row.DocumentId).Bind(row.Signal).Run();
        var key = transaction.Statement("INSERT INTO feedback(id, user, signal, query, document, message, rank, text, at, search) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key")
            .Bind(row.Id).Bind(row.User).Bind(row.Signal).Bind(row.Query).Bind(row.DocumentId).Bind(row.MessageId).Bind(row.Rank).Bind(row.Text).Bind(row.At).Bind(row.SearchId).Scalar()!.Value;
        for (var i = 0; i < row.Shown.Count; i++)
            transaction.Statement("INSERT INTO feedback_shown(feedback, position, document) VALUES(?, ?, ?)").Bind(key).Bind(i).Bind(Exists(transaction, row.Shown[i]) ? row.Shown[i] : default).Run();
        return row.Id;
    }

    private static bool Exists(WriteTransaction transaction, DocumentId document) =>
        transaction.Statement("SELECT 1 FROM document WHERE id = ?").Bind(document).Scalar() is not null;

    private static List<DocumentId> ReadShown(SqliteSession session, long feedback)
    {
        var rows = session.Statement("SELECT document FROM feedback_shown WHERE feedback = ? ORDER BY position").Bind(feedback);
        var shown = new List<DocumentId>();
        while (rows.Step())
            shown.Add(rows.DocumentId(0));
        return shown;
    }
}
