using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Content;

/// <summary><c>GET /api/content/queue</c>: what is still on its way, in the order in which it is taken up.</summary>
internal static class ContentQueueEndpoint
{
    private const int MaxListed = 200;
    private static readonly ContentState[] OnTheirWay = [ContentState.Accepted, ContentState.Parsed, ContentState.Embedded];

    public static void MapContentQueue(this RouteGroupBuilder group) =>
        group.MapGet("/queue", QueueAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Lists the first unfinished documents with their places in the queue");

    private static async Task<Ok<ContentWaiting>> QueueAsync(HttpContext context, IContentStore store, ReadableCollections readable, CancellationToken cancellationToken)
    {
        var names = await readable.NamesAsync(Caller.Of(context), null, cancellationToken);
        if (names is { Count: 0 })
            return TypedResults.Ok(new ContentWaiting(0, []));
        var counts = await store.CountAsync(names, cancellationToken);
        var filter = new DocumentFilter { Collections = names, States = OnTheirWay, Limit = MaxListed };
        var waiting = await store.ListAsync(filter, cancellationToken);
        return TypedResults.Ok(new ContentWaiting(
            OnTheirWay.Sum(state => counts[state]),
            [.. waiting.Select((document, at) => new ContentWaitingItem(document.Id.ToString(), at + 1, document.State.ToString()))]));
    }
}
