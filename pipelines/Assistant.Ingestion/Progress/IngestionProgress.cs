using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Progress;

/// <summary>What the pipeline is doing, for people who wait: counts, queue positions, live events. Thread-safe.</summary>
public sealed class IngestionProgress
{
    // A listener that is slower than the pipeline loses the oldest events, never memory; it can always ask the store.
    private const int EventsKept = 4_096;
    private const int Page = 512;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly IContentStore store;
    private readonly Lock gate = new();
    private Channel<IngestionEvent>[] listeners = [];

    internal IngestionProgress(IContentStore store) => this.store = store;

    /// <summary>Counts documents by state, for some collections or all.</summary>
    public ValueTask<IReadOnlyDictionary<ContentState, long>> CountAsync(IReadOnlyCollection<string>? collections = null, CancellationToken cancellationToken = default) =>
        store.CountAsync(collections, cancellationToken);

    /// <summary>Counts the unfinished documents before this one.</summary>
    /// <returns>0 for the next one; null when it is finished or unknown; at most <paramref name="farthest"/>.</returns>
    public async Task<int?> PositionAsync(DocumentId id, int farthest = 10_000, CancellationToken cancellationToken = default)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } record || IsFinal(record.State))
            return null;
        var before = 0;
        DocumentId? after = null;
        while (before < farthest)
        {
            var page = await store.ReadUnfinishedAsync(after, null, Page, cancellationToken);
            foreach (var pending in page)
            {
                if (pending.Ref.Id == id || before == farthest)
                    return before;
                before++;
            }

            if (page.Count < Page)
                return null;
            after = page[^1].Ref.Id;
        }

        return farthest;
    }

    /// <summary>Streams events from now on until it is cancelled. A slow reader misses the oldest of more than 4,096 waiting ones.</summary>
    public async IAsyncEnumerable<IngestionEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Listen();
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            Forget(channel);
        }
    }

    /// <summary>Waits until every one of these versions is Indexed, Rejected, Failed, replaced by a newer version, or deleted.</summary>
    /// <returns>Their records, in no particular order; deleted ones are left out.</returns>
    public async Task<IReadOnlyList<DocumentRecord>> WaitAsync(IEnumerable<ContentRef> contents, CancellationToken cancellationToken = default)
    {
        var channel = Listen();
        try
        {
            List<DocumentRecord> finished = [];
            foreach (var batch in contents.Chunk(Page))
            {
                var waiting = batch.ToDictionary(c => c.Id, c => c.Version);
                while (true)
                {
                    var records = (await store.FindAsync([.. waiting.Keys], cancellationToken)).ToDictionary(r => r.Id);
                    foreach (var (id, version) in waiting.ToArray())
                    {
                        if (!records.TryGetValue(id, out var record))
                            waiting.Remove(id);
                        else if (IsFinal(record.State) || record.Version > version)
                            (_, _) = (waiting.Remove(id), Add(finished, record));
                    }

                    if (waiting.Count == 0)
                        break;
                    await NextEventAsync(channel.Reader, cancellationToken);
                }
            }

            return finished;
        }
        finally
        {
            Forget(channel);
        }

        static bool Add(List<DocumentRecord> finished, DocumentRecord record)
        {
            finished.Add(record);
            return true;
        }
    }

    internal void Report(IEnumerable<ContentRef> contents, ContentState? state, string? reason = null)
    {
        var current = Volatile.Read(ref listeners);
        if (current.Length == 0)
            return;
        foreach (var content in contents)
            foreach (var listener in current)
                listener.Writer.TryWrite(new IngestionEvent(content.Id, content.Version, state, reason));
    }

    internal static bool IsFinal(ContentState state) => state is ContentState.Indexed or ContentState.Rejected or ContentState.Failed;

    private Channel<IngestionEvent> Listen()
    {
        var channel = Channel.CreateBounded<IngestionEvent>(new BoundedChannelOptions(EventsKept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
            listeners = [.. listeners, channel];
        return channel;
    }

    private void Forget(Channel<IngestionEvent> channel)
    {
        lock (gate)
            listeners = [.. listeners.Where(l => l != channel)];
    }

    // Events of other processes' documents come late or not at all: look again after half a second whatever happens.
    private static async Task NextEventAsync(ChannelReader<IngestionEvent> events, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookAgain);
        try
        {
            await events.WaitToReadAsync(limit.Token);
            while (events.TryRead(out _))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Half a second without an event.
        }
    }
}
