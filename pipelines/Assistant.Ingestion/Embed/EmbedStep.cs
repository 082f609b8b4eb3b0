using System.Diagnostics;
using System.Threading.Channels;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Encoders;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Embed;

/// <summary>
/// The embed step: chunks and pictures of all messages that wait go to their encoders together, in small calls one after another,
/// so that a query never waits for more than one of them. While an encoder is built to follow another, both see them. Repeating it
/// is harmless: only what has no vector is read. A picture that an encoder cannot read is found by its words.
/// </summary>
internal sealed class EmbedStep(
    IContentStore store,
    IEncoderStore coverage,
    IEncoderDirectory encoders,
    VectorMaker maker,
    StepSender sender,
    InFlightWindow window,
    IngestionProgress progress,
    IOptions<IngestionOptions> options) : BackgroundService
{
    private const int MostWaiting = 64;
    private readonly Channel<Waiting> channel = Channel.CreateBounded<Waiting>(MostWaiting);

    /// <summary>Returns when the vectors are stored.</summary>
    /// <exception cref="OperationCanceledException">The process stops; the versions are taken up at the next start.</exception>
    public async Task RunAsync(IReadOnlyList<ContentItem> items, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var activity = IngestionTelemetry.Start("embed", items.Count);
        var records = (await store.FindAsync([.. items.Select(i => new DocumentId(i.Id))], cancellationToken)).ToDictionary(r => r.Id);
        List<ContentRef> work = [], embedded = [], done = [];
        foreach (var content in items.Select(StepSender.Ref))
        {
            if (!records.TryGetValue(content.Id, out var record) || record.Version != content.Version || IngestionProgress.IsFinal(record.State))
                done.Add(content);
            else if (record.State == ContentState.Parsed)
                work.Add(content);
            else if (record.State == ContentState.Embedded)
                embedded.Add(content);
        }

        window.Release(done);
        await sender.IndexAsync(embedded, 0, cancellationToken);
        if (work.Count == 0)
            return;
        var waiting = new Waiting(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await channel.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException error)
        {
            throw new OperationCanceledException("the process stops", error);
        }

        await waiting.Done.Task.WaitAsync(cancellationToken);
        IngestionTelemetry.RecordStep("embed", startedAt);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiting> batch = [];
        try
        {
            while (await channel.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (channel.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                await EmbedAsync(batch, stoppingToken);
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

    private async Task EmbedAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            await EmbedAsync([.. batch.SelectMany(w => w.Contents)], cancellationToken);
            batch.ForEach(w => w.Done.TrySetResult());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (batch.Count == 1)
                batch[0].Done.TrySetException(error);
            else
                // One message fails for its own documents only.
                foreach (var waiting in batch)
                    await EmbedAsync([waiting], cancellationToken);
        }
    }

    private async Task EmbedAsync(ContentRef[] contents, CancellationToken cancellationToken)
    {
        List<ChunkVector> vectors = [];
        foreach (var encoder in encoders.ForIngestion(EncoderRole.Text))
        {
            var chunks = await store.ReadChunksWithoutVectorAsync(contents, encoder.Id, cancellationToken);
            foreach (var texts in chunks.Chunk(options.Value.EmbedBatchSize))
                vectors.AddRange(await VectorMaker.EncodeAsync(encoder, texts, cancellationToken));
        }

        foreach (var encoder in encoders.ForIngestion(EncoderRole.Image))
        {
            var found = await coverage.ReadPicturesWithoutVectorAsync(contents, encoder.Id, cancellationToken);
            foreach (var pictures in found.Chunk(options.Value.EmbedBatchSize))
                vectors.AddRange(await maker.EncodeAsync(encoder, pictures, cancellationToken));
        }

        // Without an encoder (it was taken away since the parse) nothing is missing: the versions are marked all the same.
        var sequence = await store.CommitVectorsAsync(contents, vectors, cancellationToken);
        await sender.IndexAsync(contents, sequence, cancellationToken);
        progress.Report(contents, ContentState.Embedded);
    }

    private sealed record Waiting(IReadOnlyList<ContentRef> Contents, TaskCompletionSource Done);
}
