using System.Diagnostics;
using System.Threading.Channels;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Index;

/// <summary>
/// The index step, in the owner only: everything that waits shares one catch-up of the index and one transaction that marks it
/// Indexed. Between messages it follows the change log by itself, so that what other processes parsed is soon found.
/// </summary>
internal sealed partial class IndexStep(
    IContentStore store,
    IKnowledgeIndex index,
    IChangeLog log,
    StepSender sender,
    InFlightWindow window,
    ILogger<IndexStep> logger) : BackgroundService
{
    private const int MostWaiting = 1_024;
    private static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Waiting> channel = Channel.CreateBounded<Waiting>(MostWaiting);

    /// <summary>Returns when the versions are searchable and marked.</summary>
    /// <exception cref="OperationCanceledException">The process stops; the versions are taken up at the next start.</exception>
    public async Task RunAsync(IReadOnlyList<ContentItem> items, CancellationToken cancellationToken)
    {
        var waiting = new Waiting([.. items.Select(StepSender.Ref)], new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await channel.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException error)
        {
            throw new OperationCanceledException("the process stops", error);
        }

        await waiting.Done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiting> batch = [];
        try
        {
            while (true)
            {
                batch.Clear();
                while (channel.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                await ServeAsync(batch, stoppingToken);
            }
        }
        finally
        {
            channel.Writer.TryComplete();
            while (channel.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            foreach (var waiting in batch)
                waiting.Done.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task ServeAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (batch.Count > 0)
                await IndexAsync(batch, cancellationToken);
            else
                await FollowAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Each waiting message repeats it by its own policy; the loop serves the next.
            LogFailed(error);
            foreach (var waiting in batch)
                waiting.Done.TrySetException(error);
            if (batch.Count == 0)
                await Task.Delay(FollowEvery, cancellationToken);
        }
    }

    private async Task IndexAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        ContentRef[] contents = [.. batch.SelectMany(w => w.Contents).Distinct()];
        using var activity = IngestionTelemetry.Start("index", contents.Length);
        var applied = await index.CatchUpAsync(cancellationToken);
        var indexed = await store.MarkIndexedAsync(contents, applied, cancellationToken);
        window.Release(indexed);
        IngestionTelemetry.Finished.Add(indexed.Count, new KeyValuePair<string, object?>("state", nameof(ContentState.Indexed)));
        if (indexed.Count < contents.Length)
            await SettleAsync([.. contents.Except(indexed)], cancellationToken);
        foreach (var items in indexed.Select(StepSender.Item).Chunk(256))
            await sender.PublishAsync(new ContentIndexed(items), cancellationToken);
        foreach (var waiting in batch)
            waiting.Done.TrySetResult();
        IngestionTelemetry.RecordStep("index", startedAt);
    }

    /// <summary>Lets go of those that were not marked because they are finished already, replaced or deleted. One that waits for its vectors stays.</summary>
    private async Task SettleAsync(ContentRef[] contents, CancellationToken cancellationToken)
    {
        var records = (await store.FindAsync([.. contents.Select(c => c.Id)], cancellationToken)).ToDictionary(r => r.Id);
        window.Release(contents.Where(c => !records.TryGetValue(c.Id, out var record) || record.Version != c.Version || IngestionProgress.IsFinal(record.State)));
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (await log.LatestAsync(cancellationToken) > index.AppliedSequence)
            await index.CatchUpAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FollowEvery);
        try
        {
            await channel.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing to index for a while: look at the log again.
        }
    }

    private sealed record Waiting(ContentRef[] Contents, TaskCompletionSource Done);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not bring the index up to date; the step is repeated")]
    private partial void LogFailed(Exception error);
}
