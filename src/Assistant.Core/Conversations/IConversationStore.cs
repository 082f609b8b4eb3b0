using Assistant.Core.Answering;

namespace Assistant.Core.Conversations;

/// <summary>Durable conversations. A user (the API key's id, or "local") sees only its own.</summary>
public interface IConversationStore
{
    /// <summary>Starts a conversation.</summary>
    ValueTask<Conversation> CreateAsync(string user, string title, CancellationToken cancellationToken = default);

    /// <summary>Lists conversations, newest first.</summary>
    ValueTask<IReadOnlyList<Conversation>> ListAsync(string user, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads one with its messages; null when the user has no such conversation.</summary>
    ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Appends a message. Citations of documents that are gone by now are dropped with the sentences that they support.</summary>
    ValueTask<Message> AppendAsync(Guid conversation, string role, string text, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default);

    /// <summary>Deletes a conversation.</summary>
    ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default);
}

/// <summary>A conversation.</summary>
public sealed record Conversation(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated);

/// <summary>A message: role <c>user</c> or <c>assistant</c>.</summary>
public sealed record Message(Guid Id, string Role, string Text, IReadOnlyList<Citation> Citations, DateTimeOffset Created);
