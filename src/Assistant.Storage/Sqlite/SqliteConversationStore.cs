using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Conversations, each visible to its user only.</summary>
internal sealed class SqliteConversationStore(AssistantDatabase database, TimeProvider time) : IConversationStore
{
    /// <inheritdoc/>
    public ValueTask<Conversation> CreateAsync(string user, string title, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        ArgumentNullException.ThrowIfNull(title);
        var now = Now();
        var conversation = new Conversation(Guid.CreateVersion7(), title, now, now);
        return database.WriteAsync(
            transaction =>
            {
                transaction.Statement("INSERT INTO conversation(id, user, title, created, updated) VALUES(?, ?, ?, ?, ?)").Bind(conversation.Id).Bind(user).Bind(title).Bind(now).Bind(now).Run();
                return conversation;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Conversation>> ListAsync(string user, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<Conversation>>(session =>
        {
            var rows = session.Statement("SELECT id, title, created, updated FROM conversation WHERE user = ? ORDER BY updated DESC, key DESC LIMIT ?").Bind(user).Bind(limit);
            var conversations = new List<Conversation>();
            while (rows.Step())
                conversations.Add(new Conversation(rows.Guid(0), rows.Text(1), rows.Time(2), rows.Time(3)));
            return conversations;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadAsync(string user, Guid id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session => Read(session, user, id), snapshot: true));
    }

    /// <inheritdoc/>
    public ValueTask<Message> AppendAsync(Guid conversation, string role, string text, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(citations);
        return database.WriteAsync(transaction => Append(transaction, conversation, role, text, citations, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(
        transaction =>
        {
            transaction.ContentErased = true;
            return transaction.Statement("DELETE FROM conversation WHERE id = ? AND user = ?").Bind(id).Bind(user).Run() > 0;
        },
        cancellationToken);

    private static (Conversation, IReadOnlyList<Message>)? Read(SqliteSession session, string user, Guid id)
    {
        var row = session.Statement("SELECT key, title, created, updated FROM conversation WHERE id = ? AND user = ?").Bind(id).Bind(user);
        if (!row.Step())
            return null;
        var (key, conversation) = (row.Int64(0), new Conversation(id, row.Text(1), row.Time(2), row.Time(3)));
        row.Reset();

        var messages = new List<Message>();
        var rows = session.Statement("SELECT key, id, role, text, created FROM message WHERE conversation = ? ORDER BY key").Bind(key);
        while (rows.Step())
            messages.Add(new Message(rows.Guid(1), rows.Text(2), rows.Text(3), CitationRows.Read(session, rows.Int64(0)), rows.Time(4)));
        return (conversation, messages);
    }

    private static Message Append(WriteTransaction transaction, Guid conversation, string role, string text, IReadOnlyList<Citation> citations, DateTimeOffset now)
    {
        var key = transaction.Statement("UPDATE conversation SET updated = ? WHERE id = ? RETURNING key").Bind(now).Bind(conversation).Scalar()
            ?? throw new InvalidOperationException($"There is no conversation {conversation}.");

        // A document may have been deleted while the answer was written.
        var gone = citations.Where(citation => transaction.Statement("SELECT 1 FROM document WHERE id = ?").Bind(citation.DocumentId).Scalar() is null).ToList();
        var message = new Message(Guid.CreateVersion7(), role, AnswerRedaction.Redact(text, gone), [.. citations.Except(gone)], now);
        var messageKey = transaction.Statement("INSERT INTO message(id, conversation, role, text, created) VALUES(?, ?, ?, ?, ?) RETURNING key")
            .Bind(message.Id).Bind(key).Bind(role).Bind(message.Text).Bind(now).Scalar()!.Value;
        CitationRows.Insert(transaction, messageKey, message.Citations);
        return message;
    }

    // As it will be read back: whole milliseconds.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
