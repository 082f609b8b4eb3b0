using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Recovery;

/// <summary>
/// Feeds unfinished documents from the database, the queue of record, into the bounded window, oldest first. In memory every
/// document goes through it; with a broker the steps send to each other and the pump takes up what has not moved for
/// <see cref="IngestionOptions.StaleAfter"/>. At start it takes up everything: recovery is the same code.
/// </summary>
internal sealed partial class PendingPump(
    IContentStore store,
    StepSender sender,
    InFlightWindow window,
    IBusControl bus,
    IOptions<IngestionOptions> options,
    IOptions<BusOptions> busOptions,
    TimeProvider time,
    ILogger<PendingPump> logger) : BackgroundService
{
    private const int Page = 512;

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly bool direct = busOptions.Value.Transport == BusTransport.RabbitMq;

    private readonly Lock gate = new();

    // The backlog may hold rows that are not in the window: true from the start until a whole pass found nothing more.
    private bool behind = true;
    private bool cameMeanwhile;
    private DocumentId? cursor;
    private DateTimeOffset? olderThan;

    /// <summary>Starts versions at once while there is room and no backlog; else they wait in the database for their turn.</summary>
    public async Task OfferAsync(IReadOnlyList<ContentRef> accepted, CancellationToken cancellationToken)
    {
        List<ContentRef> started = [];
        var refused = IsBehind;
        if (!refused)
            foreach (var content in accepted)
                if (window.TryAdd(content))
                    started.Add(content);
                else
                    refused |= !window.Contains(content);
        if (refused)
            NoteBacklog();

        try
        {
            await sender.ParseAsync(started, cancellationToken);
        }
        catch
        {
            // Not sent: the rows are on disk, so the next pass of the pump takes them up.
            window.Release(started);
            NoteBacklog();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        window.Released += OnReleased;
        if (direct)
            olderThan = time.GetUtcNow();
        var checkEvery = options.Value.StaleAfter / 4;
        var checkedAt = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetElapsedTime(checkedAt) >= checkEvery)
                {
                    checkedAt = time.GetTimestamp();
                    await SendStaleAgainAsync(stoppingToken);
                    StartPass();
                }

                await FillAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One failed pass (a busy database, a broker that restarts) must not end the pump.
                LogPassFailed(error);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
                continue;
            }

            await wake.WaitAsync(checkEvery, stoppingToken);
        }
    }

    private bool IsBehind
    {
        get
        {
            lock (gate)
                return behind;
        }
    }

    private void NoteBacklog()
    {
        lock (gate)
            cameMeanwhile = behind = true;
        Wake();
    }

    private void StartPass()
    {
        if (IsBehind)
            return;
        cursor = null;
        olderThan = direct ? time.GetUtcNow() - options.Value.StaleAfter : null;
        lock (gate)
            behind = true;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        while (IsBehind && window.Room > 0)
        {
            if (cursor is null)
                lock (gate)
                    cameMeanwhile = false;
            var page = await store.ReadUnfinishedAsync(cursor, olderThan, Page, cancellationToken);
            var taken = new List<PendingContent>(page.Count);
            var full = false;
            foreach (var pending in page)
            {
                if (window.Room == 0)
                {
                    full = true;
                    break;
                }

                if (window.TryAdd(pending.Ref))
                    taken.Add(pending);
                cursor = pending.Ref.Id;
            }

            try
            {
                await SendAsync(taken, cancellationToken);
            }
            catch
            {
                window.Release(taken.Select(p => p.Ref));
                cursor = null;
                throw;
            }

            if (full || page.Count == Page)
                continue;

            // The end of the backlog. Rows that came while this pass ran may lie before the cursor: pass once more for them.
            cursor = null;
            lock (gate)
                behind = cameMeanwhile;
        }
    }

    private async Task SendStaleAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var stale in window.TakeStale(options.Value.StaleAfter).Chunk(Page))
        {
            var records = (await store.FindAsync([.. stale.Select(r => r.Id)], cancellationToken)).ToDictionary(r => r.Id);
            List<ContentRef> done = [];
            List<PendingContent> again = [];
            foreach (var content in stale)
            {
                if (records.TryGetValue(content.Id, out var record) && record.Version == content.Version && IsUnfinished(record.State))
                    again.Add(new PendingContent(content, record.State, 0));
                else
                    done.Add(content);
            }

            if (again.Count > 0)
                LogSentAgain(again.Count);
            window.Release(done);
            await SendAsync(again, cancellationToken);
        }
    }

    private async Task SendAsync(List<PendingContent> pending, CancellationToken cancellationToken)
    {
        await sender.ParseAsync(Of(ContentState.Accepted), cancellationToken);
        await sender.EmbedAsync(Of(ContentState.Parsed), cancellationToken);
        await sender.IndexAsync(Of(ContentState.Embedded), pending.Count == 0 ? 0 : pending.Max(p => p.Sequence), cancellationToken);

        ContentRef[] Of(ContentState state) => [.. pending.Where(p => p.State == state).Select(p => p.Ref)];
    }

    private void OnReleased()
    {
        // A quarter of room at a time, so that a page is read for many documents, not for one.
        if (IsBehind && window.Room >= options.Value.Window / 4)
            Wake();
    }

    private void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    private static bool IsUnfinished(ContentState state) => state is ContentState.Accepted or ContentState.Parsed or ContentState.Embedded;

    /// <inheritdoc/>
    public override void Dispose()
    {
        window.Released -= OnReleased;
        wake.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not take up unfinished documents; trying again")]
    private partial void LogPassFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sent {Count} documents again that had not moved")]
    private partial void LogSentAgain(int count);
}
