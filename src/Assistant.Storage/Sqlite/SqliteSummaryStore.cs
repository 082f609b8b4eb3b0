using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Summaries of older turns, each beside its conversation.</summary>
internal sealed class SqliteSummaryStore(AssistantDatabase database) : ISummaryStore
{
    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(Guid conversation, ReadOnlyMemory<byte> turns, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session =>
        {
            var row = session.Statement("SELECT s.text FROM summary s JOIN conversation c ON c.key = s.conversation WHERE c.id = ? AND s.turns = ?").Bind(conversation).Bind(turns.Span);
            var text = row.Step() ? row.Text(0) : null;
            row.Reset();
            return text;
        }));
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(Guid conversation, ReadOnlyMemory<byte> turns, string summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        await database.WriteAsync(
            transaction => transaction.Statement("INSERT OR REPLACE INTO summary(conversation, turns, text) SELECT key, ?, ? FROM conversation WHERE id = ?").Bind(turns.Span).Bind(summary).Bind(conversation).Run(),
            cancellationToken).ConfigureAwait(false);
    }
}
