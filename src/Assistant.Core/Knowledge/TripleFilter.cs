using Assistant.Core.Content;

namespace Assistant.Core.Knowledge;

/// <summary>Which triples to list.</summary>
public sealed record TripleFilter
{
    /// <summary>Words, all of which stand in subject or object; null for any. Words are compared by their stems.</summary>
    public string? About { get; init; }

    /// <summary>Words, all of which stand in the predicate; null for any.</summary>
    public string? Relation { get; init; }

    /// <summary>Collections by name; null for all.</summary>
    public IReadOnlyCollection<string>? Collections { get; init; }

    /// <summary>Only those of this document; null for all.</summary>
    public DocumentId? Document { get; init; }

    /// <summary>Continue after this key; null from the start.</summary>
    public long? After { get; init; }

    /// <summary>At most this many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
