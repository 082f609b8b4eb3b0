using Assistant.Core.Content;

namespace Assistant.Core.Retrieval;

/// <summary>The collections that a search reaches: those that the caller may read, and asked for.</summary>
/// <param name="Readable">Their keys; null: no restriction.</param>
/// <param name="Pending">Documents on their way in them.</param>
/// <param name="Only">The name of the collection where there is exactly one.</param>
internal sealed record SearchScope(HashSet<int>? Readable, long Pending, string? Only)
{
    /// <summary>Finds them.</summary>
    public static SearchScope Of(IReadOnlyList<CollectionRecord> all, SearchRequest request)
    {
        List<CollectionRecord> reached = [.. all.Where(collection =>
            (request.Groups is null || collection.Groups.Count == 0 || collection.Groups.Any(request.Groups.Contains)) && request.Collections?.Contains(collection.Name) != false)];
        // Only a caller who may read everything is left unrestricted: a collection made after the list was read stays closed to others.
        return new SearchScope(
            request.Groups is null && request.Collections is null ? null : [.. reached.Select(collection => collection.Key)],
            reached.Sum(collection => collection.Pending),
            reached is [var one] ? one.Name : null);
    }
}
