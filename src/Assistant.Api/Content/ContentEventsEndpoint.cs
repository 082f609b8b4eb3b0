using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Assistant.Api.Access;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Assistant.Ingestion.Progress;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Content;

/// <summary><c>GET /api/content/events</c>: what happens to documents, live: <c>counts</c> at first and after changes, <c>content</c> for each change of a document, <c>deleted</c>, and <c>ping</c> when it is quiet.</summary>
internal static class ContentEventsEndpoint
{
    private const int MaxBatch = 256;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public static void MapContentEvents(this RouteGroupBuilder group) =>
        group.MapGet("/events", Watch).RequireAuthorization(AccessPolicies.Reader).WithSummary("Streams the state of documents as server-sent events");

    private static ServerSentEventsResult<object> Watch(HttpContext context, IngestionProgress progress, IContentStore store, ReadableCollections readable, IHostApplicationLifetime lifetime, string? collection = null, CancellationToken cancellationToken = default)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(StreamAsync(Caller.Of(context), collection, progress, store, readable, lifetime.ApplicationStopping, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        Caller caller,
        string? collection,
        IngestionProgress progress,
        IContentStore store,
        ReadableCollections readable,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A stream without end would hold up an orderly stop of the service.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var events = Channel.CreateBounded<IngestionEvent>(new BoundedChannelOptions(4 * MaxBatch) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var pump = PumpAsync(progress, events.Writer, ended.Token);
        HashSet<DocumentId> shown = [];
        yield return await CountsAsync();
        while (await WaitAsync(events.Reader, ended.Token) is { } any)
        {
            if (!any)
            {
                yield return new SseItem<object>(new { }, "ping");
                continue;
            }

            var batch = Drain(events.Reader);
            var names = await readable.NamesAsync(caller, collection, cancellationToken);
            foreach (var document in await store.FindAsync([.. batch.Where(one => one.State is not null).Select(one => one.Id).Distinct()], cancellationToken))
            {
                if (names is not null && !names.Contains(document.Collection))
                    continue;
                shown.Add(document.Id);
                yield return new SseItem<object>(document.ToInfo(), "content");
            }

            // What is gone has no collection any more: a restricted caller hears only of documents that it has seen here.
            foreach (var deleted in batch.Where(one => one.State is null && (names is null || shown.Contains(one.Id))))
                yield return new SseItem<object>(new { id = deleted.Id.ToString() }, "deleted");
            yield return await CountsAsync();
        }

        await pump;

        async Task<SseItem<object>> CountsAsync()
        {
            var names = await readable.NamesAsync(caller, collection, cancellationToken);
            var counts = names is { Count: 0 } ? new Dictionary<ContentState, long>() : await store.CountAsync(names, cancellationToken);
            return new SseItem<object>(counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value), "counts");
        }
    }

    private static async Task PumpAsync(IngestionProgress progress, ChannelWriter<IngestionEvent> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var one in progress.WatchAsync(cancellationToken))
                writer.TryWrite(one);
        }
        catch (OperationCanceledException)
        {
            // The listener has gone, or the service stops.
        }
        finally
        {
            writer.Complete();
        }
    }

    /// <summary>True when there are events, false when it was quiet for a while, null at the end.</summary>
    private static async Task<bool?> WaitAsync(ChannelReader<IngestionEvent> reader, CancellationToken ended)
    {
        try
        {
            if (!await reader.WaitToReadAsync(ended).AsTask().WaitAsync(Quiet, ended))
                return null;
            // Documents move in batches: a moment's patience makes one answer of many.
            await Task.Delay(Gather, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static List<IngestionEvent> Drain(ChannelReader<IngestionEvent> reader)
    {
        List<IngestionEvent> batch = [];
        while (batch.Count < MaxBatch && reader.TryRead(out var one))
            batch.Add(one);
        return batch;
    }
}
