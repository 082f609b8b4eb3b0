using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Collections;

/// <summary><c>/api/collections</c>.</summary>
internal static class CollectionEndpoints
{
    private const int MaxGroups = 100;

    public static void MapCollections(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/collections").WithTags("collections");
        group.MapGet("/", ListAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Lists the collections that you may read");
        group.MapPut("/{name}/groups", SetGroupsAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Sets the groups that may read a collection; none: every key");
    }

    public static CollectionInfo ToInfo(this CollectionRecord collection) => new(collection.Name, collection.Groups, collection.Documents, collection.Pending);

    private static async Task<Ok<IReadOnlyList<CollectionInfo>>> ListAsync(HttpContext context, ReadableCollections readable, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<CollectionInfo>>([.. (await readable.ListAsync(Caller.Of(context), cancellationToken)).Select(ToInfo)]);

    private static async Task<Ok<CollectionInfo>> SetGroupsAsync(string name, string?[] groups, IContentStore store, CancellationToken cancellationToken)
    {
        Input.Collection(name);
        if (groups.Length > MaxGroups || groups.Any(group => string.IsNullOrWhiteSpace(group) || group.Length > 100 || group.Any(char.IsControl)))
            throw new RequestRefusedException($"groups is a list of at most {MaxGroups} names of 1 to 100 characters.");
        await store.SetCollectionGroupsAsync(name, [.. groups.OfType<string>().Distinct(StringComparer.Ordinal)], cancellationToken);
        return TypedResults.Ok((await store.ListCollectionsAsync(cancellationToken)).First(collection => collection.Name == name).ToInfo());
    }
}
