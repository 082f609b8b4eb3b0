namespace Assistant.Core.Answering;

/// <summary>A question.</summary>
/// <param name="Question">The user's words.</param>
public sealed record AnswerRequest(string Question)
{
    /// <summary>A picture that goes with it.</summary>
    public ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>Collections by name; null for all that the caller may read.</summary>
    public IReadOnlyCollection<string>? Collections { get; init; }

    /// <summary>Tags in any case, at most 32, each of which a document must have; null or empty for no restriction.</summary>
    public IReadOnlyCollection<string>? Tags { get; init; }

    /// <summary>Only documents whose date is this one or later; null for no restriction.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only documents whose date is before this one; null for no restriction.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Groups of the caller; null when it may read everything.</summary>
    public IReadOnlyCollection<string>? Groups { get; init; }

    /// <summary>Earlier turns of the conversation, oldest first.</summary>
    public IReadOnlyList<(string Role, string Text)> History { get; init; } = [];

    /// <summary>What was said before <see cref="History"/>, in short; empty for nothing.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Who asks: the owner of what is remembered; null for nobody, and nothing is.</summary>
    public string? User { get; init; }

    /// <summary>The conversation that it belongs to; null for none.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The question's message in it.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Ties the searches of the answer together where no message does.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}
