using Assistant.Core.Content;

namespace Assistant.Index.Tests.Properties;

/// <summary>A document as the rules say it is, kept beside the store by the test.</summary>
internal sealed class ModelDocument
{
    public required DocumentId Id { get; init; }

    public required string Collection { get; init; }

    public required string Uri { get; init; }

    public required DateTimeOffset Created { get; init; }

    public int Version { get; set; }

    public string Text { get; set; } = "";

    public DateTimeOffset? Modified { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Whether the newest version waits for its parse.</summary>
    public bool IsPending { get; set; }

    /// <summary>What searches may find; null before the first parse.</summary>
    public LiveVersion? Live { get; set; }

    /// <summary>What is searched: chunks as they are indexed, and the attributes of all of them.</summary>
    public sealed record LiveVersion(IReadOnlyList<string> Chunks, BlockKind BlockKind, ContentKind Kind, string? Title, IReadOnlyList<string> FoundTags, DateTimeOffset Date)
    {
        public IReadOnlyList<string> Tags { get; init; } = [];
    }
}
