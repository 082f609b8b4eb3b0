using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Feedback;

/// <summary>A search of a user as it was answered.</summary>
public sealed record LoggedSearch
{
    /// <summary>Its id, as responses carry it.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who searched: the API key's id, or "local".</summary>
    public required string User { get; init; }

    /// <summary>The words.</summary>
    public required string Query { get; init; }

    /// <summary>Words and picture in one: equal for the same search.</summary>
    public required QueryHash Hash { get; init; }

    /// <summary>The collections that were asked for; null for all.</summary>
    public IReadOnlyCollection<string>? Collections { get; init; }

    /// <summary>The kind of documents that was asked for; null for any.</summary>
    public ContentKind? Kind { get; init; }

    /// <summary>The tags that were asked for; empty for none.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>The first date that was asked for, inclusive; null for no restriction.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the dates that were asked for, exclusive; null for no restriction.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The question that it was made for; null for a search of its own.</summary>
    public Guid? QuestionId { get; init; }

    /// <summary>The adapter versions that moved the query.</summary>
    public required string Adapter { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The query as encoders gave it, before any adapter.</summary>
    public IReadOnlyList<SearchVector> Vectors { get; init; } = [];

    /// <summary>What was shown, best first.</summary>
    public IReadOnlyList<ShownHit> Shown { get; init; } = [];

    /// <summary>The search to be made again, as nobody's: neither logged nor moved by votes.</summary>
    public SearchRequest Again() => new(Query) { Vectors = Vectors, Collections = Collections, Kind = Kind, Tags = Tags, From = From, To = To };
}

/// <summary>A hit as it was shown.</summary>
/// <param name="Document">The document; the empty id once it is deleted.</param>
/// <param name="ChunkKey">The passage.</param>
/// <param name="Moved">1 when it was moved down by one place by chance, −1 when up, else 0.</param>
public readonly record struct ShownHit(DocumentId Document, long ChunkKey, int Moved);
