using Assistant.Core.Answering;

namespace Assistant.Core.Conversations;

/// <summary>Durable conversations. A user (the API key's id, or "local") sees only its own.</summary>
public interface IConversationStore
{
    /// <summary>Starts a conversation.</summary>
    ValueTask<Conversation> CreateAsync(string user, string title, CancellationToken cancellationToken = default);

    /// <summary>Lists conversations, newest first.</summary>
    ValueTask<IReadOnlyList<Conversation>> ListAsync(string user, ConversationFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Reads one with its messages, oldest first; null when the user has no such conversation.</summary>
    ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Reads the picture of a question; null when there is none, or the user has no such message.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadImageAsync(string user, Guid conversation, Guid message, CancellationToken cancellationToken = default);

    /// <summary>Appends a message after the newest one. Citations of documents that are gone by now are dropped with the sentences that they support.</summary>
    ValueTask<Message> AppendAsync(Guid conversation, string role, string text, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default);

    /// <summary>Gives a conversation another title; false when the user has no such conversation.</summary>
    ValueTask<bool> RenameAsync(string user, Guid id, string title, CancellationToken cancellationToken = default);

    /// <summary>Deletes a conversation with its messages and links.</summary>
    ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Makes a link by which others may read a conversation as it stands then and later; only a hash of it is kept.</summary>
    /// <returns>The secret part of the link; null when the user has no such conversation.</returns>
    ValueTask<string?> ShareAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Takes back every link to a conversation.</summary>
    /// <returns>How many there were; null when the user has no such conversation.</returns>
    ValueTask<int?> UnshareAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Reads a conversation by a link; null when there is no such link.</summary>
    ValueTask<(Conversation Conversation, IReadOnlyList<Message> Messages)?> ReadSharedAsync(string link, CancellationToken cancellationToken = default);
}

/// <summary>Which conversations to list.</summary>
public sealed record ConversationFilter
{
    /// <summary>Words, each of which the title or one message holds; case and accents do not count. Null for all conversations.</summary>
    public string? Query { get; init; }

    /// <summary>Continue after this conversation; null from the newest.</summary>
    public Guid? After { get; init; }

    /// <summary>At most this many.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A conversation.</summary>
public sealed record Conversation(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated)
{
    /// <summary>Where a search found its words, in a few words; null outside of searches, and where it is the title.</summary>
    public string? Snippet { get; init; }

    /// <summary>Whether there is a link by which others may read it.</summary>
    public bool Shared { get; init; }
}
