using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Conversations, each visible to its user only, and to who has a link.</summary>
internal sealed class SqliteConversationStore(AssistantDatabase database, TimeProvider time) : IConversationStore
{
    private const int LinkBytes = 24;

    /// <inheritdoc/>
    public ValueTask<Conversation> CreateAsync(string user, string title, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        ArgumentNullException.ThrowIfNull(title);
        return database.WriteAsync(transaction => Insert(transaction, user, title, Now(time)).Conversation, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Conversation>> ListAsync(string user, ConversationFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<Conversation>>(session => ConversationSearch.List(session, user, filter, cancellationToken), snapshot: true));
    }

    /// <inheritdoc/>
    public ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadAsync(string user, Guid id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session => Find(session, user, id) is { } key ? Read(session, key) : null, snapshot: true));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadImageAsync(string user, Guid conversation, Guid message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<ReadOnlyMemory<byte>?>(session =>
        {
            var key = session.Statement("SELECT m.key FROM message m JOIN conversation c ON c.key = m.conversation WHERE m.id = ? AND c.id = ? AND c.user = ?").Bind(message).Bind(conversation).Bind(user).Scalar();
            return key is not null && MessageRows.ReadImage(session, key.Value) is { IsEmpty: false } bytes ? bytes : default(ReadOnlyMemory<byte>?);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<Message> AppendAsync(Guid conversation, string role, string text, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(citations);
        return database.WriteAsync(transaction => Append(transaction, conversation, role, text, citations, Now(time)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenameAsync(string user, Guid id, string title, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        return database.WriteAsync(transaction => transaction.Statement("UPDATE conversation SET title = ? WHERE id = ? AND user = ?").Bind(title).Bind(id).Bind(user).Run() > 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(
        transaction =>
        {
            transaction.ContentErased = true;
            // Facts outlive the conversation that they were told in; where that was is forgotten with it.
            transaction.Statement("UPDATE fact SET conversation = NULL, message = NULL WHERE conversation = ? AND user = ?").Bind(id).Bind(user).Run();
            return transaction.Statement("DELETE FROM conversation WHERE id = ? AND user = ?").Bind(id).Bind(user).Run() > 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> ShareAsync(string user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(
        transaction =>
        {
            if (Find(transaction.Session, user, id) is not { } key)
                return null;
            var link = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(LinkBytes));
            transaction.Statement("INSERT INTO share(hash, conversation, created) VALUES(?, ?, ?)").Bind(HashOf(link)).Bind(key).Bind(Now(time)).Run();
            return link;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int?> UnshareAsync(string user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync<int?>(
        transaction => Find(transaction.Session, user, id) is { } key ? transaction.Statement("DELETE FROM share WHERE conversation = ?").Bind(key).Run() : null,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadSharedAsync(string link, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session => session.Statement("SELECT conversation FROM share WHERE hash = ?").Bind(HashOf(link)).Scalar() is { } key ? Read(session, key) : null, snapshot: true));
    }

    /// <summary>Makes a conversation.</summary>
    internal static (long Key, Conversation Conversation) Insert(WriteTransaction transaction, string user, string title, DateTimeOffset now)
    {
        var conversation = new Conversation(Guid.CreateVersion7(), title, now, now);
        var key = transaction.Statement("INSERT INTO conversation(id, user, title, created, updated) VALUES(?, ?, ?, ?, ?) RETURNING key")
            .Bind(conversation.Id).Bind(user).Bind(title).Bind(now).Bind(now).Scalar()!.Value;
        return (key, conversation);
    }

    /// <summary>Finds the key of a user's conversation; null when the user has no such one.</summary>
    internal static long? Find(SqliteSession session, string user, Guid id) =>
        session.Statement("SELECT key FROM conversation WHERE id = ? AND user = ?").Bind(id).Bind(user).Scalar();

    /// <summary>The present time as it will be read back: whole milliseconds.</summary>
    internal static DateTimeOffset Now(TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static (Conversation, IReadOnlyList<Message>)? Read(SqliteSession session, long key)
    {
        var row = session.Statement("SELECT id, title, created, updated, EXISTS(SELECT 1 FROM share s WHERE s.conversation = c.key) FROM conversation c WHERE key = ?").Bind(key);
        if (!row.Step())
            return null;
        var conversation = new Conversation(row.Guid(0), row.Text(1), row.Time(2), row.Time(3)) { Shared = row.Int32(4) != 0 };
        row.Reset();
        return (conversation, MessageRows.Read(session, key));
    }

    private static Message Append(WriteTransaction transaction, Guid conversation, string role, string text, IReadOnlyList<Citation> citations, DateTimeOffset now)
    {
        var key = transaction.Statement("SELECT key FROM conversation WHERE id = ?").Bind(conversation).Scalar() ?? throw new InvalidOperationException($"There is no conversation {conversation}.");
        var parent = transaction.Statement("SELECT max(key) FROM message WHERE conversation = ?").Bind(key).Scalar();
        var gone = CitationRows.Gone(transaction, citations);
        var message = new Message(Guid.CreateVersion7(), role, AnswerRedaction.Redact(text, gone), [.. citations.Except(gone)], now);
        return MessageRows.ReadOne(transaction.Session, MessageRows.Insert(transaction, key, parent, message));
    }

    private static byte[] HashOf(string link) => SHA256.HashData(Encoding.UTF8.GetBytes(link));
}
