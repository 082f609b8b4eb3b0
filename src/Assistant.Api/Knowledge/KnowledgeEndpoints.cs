using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Knowledge;

/// <summary><c>/api/knowledge</c>: triples of documents that the caller may read.</summary>
internal static class KnowledgeEndpoints
{
    private const int MaxListed = 1_000;
    private const int MaxWords = 1_000;

    public static void MapKnowledge(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge", ListAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("knowledge")
            .WithSummary("Lists statements taken from documents; about: words of subject or value; relation: words of the relation; after: the key of the last one seen");

    public static TripleInfo ToInfo(this StoredTriple stored) => new(
        stored.Key, stored.Triple.Subject, stored.Triple.Predicate, stored.Triple.Value, stored.DocumentId.ToString(), stored.Version, stored.Collection, stored.Uri, stored.Title,
        new Span(stored.Triple.Start, stored.Triple.End));

    /// <summary>A filter from what was asked.</summary>
    /// <exception cref="RequestRefusedException">A limit, length or id is out of range; the message says which.</exception>
    public static TripleFilter ToFilter(string? about, string? relation, string? document, long? after, int limit)
    {
        if (limit is < 1 or > MaxListed)
            throw new RequestRefusedException($"limit is 1 to {MaxListed}.");
        if (Math.Max(about?.Length ?? 0, relation?.Length ?? 0) > MaxWords)
            throw new RequestRefusedException($"about and relation have at most {MaxWords} characters.");
        DocumentId? id = document is null ? null : DocumentId.TryParse(document, out var parsed) ? parsed : throw new RequestRefusedException("document is the id of a document.");
        return new TripleFilter { About = about, Relation = relation, Document = id, After = after, Limit = limit };
    }

    private static async Task<Ok<IReadOnlyList<TripleInfo>>> ListAsync(
        HttpContext context, ITripleStore triples, ReadableCollections readable, string? about = null, string? relation = null, string? collection = null, string? document = null, long? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var filter = ToFilter(about, relation, document, after, limit) with { Collections = await readable.NamesAsync(Caller.Of(context), collection, cancellationToken) };
        return TypedResults.Ok<IReadOnlyList<TripleInfo>>([.. (await triples.ListAsync(filter, cancellationToken)).Select(ToInfo)]);
    }
}
