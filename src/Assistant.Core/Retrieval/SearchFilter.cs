using Assistant.Core.Content;

namespace Assistant.Core.Retrieval;

/// <summary>
/// What a search may see: a document passes when it passes every member; null members do not restrict. Groups are resolved before:
/// collections carry them, so the keys of the collections that a caller may read are the group filter.
/// </summary>
/// <param name="Collections">Keys of the collections.</param>
/// <param name="Kind">Kind of the documents.</param>
public sealed record SearchFilter(IReadOnlySet<int>? Collections = null, ContentKind? Kind = null)
{
    /// <summary>Tags, each of which a document must have; folded (<see cref="Content.Tags.Fold"/>). Null or empty does not restrict.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>First moment of the document's date, inclusive, to the millisecond.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the document's date, exclusive, to the millisecond. A range that ends before it begins finds nothing.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether nothing is restricted.</summary>
    public bool IsEmpty => Collections is null && Kind is null && Tags is null or { Count: 0 } && From is null && To is null;

    /// <summary>Whether a document passes.</summary>
    /// <param name="collection">Key of its collection.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="tags">Its tags, folded.</param>
    /// <param name="date">Its date.</param>
    public bool Matches(int collection, ContentKind kind, IReadOnlyList<string> tags, DateTimeOffset date) =>
        Collections?.Contains(collection) != false && MatchesDocument(kind, tags, date);

    /// <summary>Whether a document of a collection that passes does so too.</summary>
    public bool MatchesDocument(ContentKind kind, IReadOnlyList<string> tags, DateTimeOffset date)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (Kind is { } wanted && wanted != kind)
            return false;
        foreach (var tag in Tags ?? [])
        {
            if (!tags.Contains(tag, StringComparer.Ordinal))
                return false;
        }

        var milliseconds = date.ToUnixTimeMilliseconds();
        return (From is not { } from || milliseconds >= from.ToUnixTimeMilliseconds()) && (To is not { } to || milliseconds < to.ToUnixTimeMilliseconds());
    }
}
