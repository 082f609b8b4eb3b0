namespace Assistant.Core.Memory;

/// <summary>Something that a user told to be kept.</summary>
public sealed record Fact
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose it is; nobody else ever sees it.</summary>
    public required string User { get; init; }

    /// <summary>The collection that it is about; null for everywhere.</summary>
    public string? Collection { get; init; }

    /// <summary>The fact, in the user's words.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the user asked for it to be kept; else the admission rule did.</summary>
    public bool Requested { get; init; }

    /// <summary>The conversation that it was told in; null when that is gone.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The message that told it.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>When it was told.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last told, recalled or edited.</summary>
    public DateTimeOffset Used { get; init; }

    /// <summary>How often it was recalled.</summary>
    public int Uses { get; init; }

    /// <summary>The fact that took its place; null while it holds.</summary>
    public Guid? SupersededBy { get; init; }

    /// <summary>The encoder of <see cref="Vector"/>; null when there is none.</summary>
    public string? EncoderId { get; init; }

    /// <summary>Its text as a vector, L2-normalized, [d]; empty for none.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }
}
