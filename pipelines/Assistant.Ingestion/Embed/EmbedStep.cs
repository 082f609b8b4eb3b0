using System.Diagnostics;
using System.Threading.Channels;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Embed;

/// <summary>
/// The embed step: chunks of all messages that wait go to the encoder together, in small calls one after another, so that a
/// query never waits for more than one of them. Repeating it is harmless: only chunks without a vector are read.
/// </summary>
internal sealed class EmbedStep(
    IContentStore store,
    StepSender sender,
    InFlightWindow window,
    IngestionProgress progress,
    IOptions<IngestionOptions> options,
    TextEncoder? encoder = null) : BackgroundService
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
        if (encoder is not null)
        {
            var chunks = await store.ReadChunksWithoutVectorAsync(contents, encoder.Id, cancellationToken);
            foreach (var texts in chunks.Chunk(options.Value.EmbedBatchSize))
                vectors.AddRange(await EncodeAsync(encoder, texts, cancellationToken));
        }

        // Without an encoder (it was taken away since the parse) nothing is missing: the versions are marked all the same.
        var sequence = await store.CommitVectorsAsync(contents, vectors, cancellationToken);
        await sender.IndexAsync(contents, sequence, cancellationToken);
        progress.Report(contents, ContentState.Embedded);
    }

    private static async Task<IEnumerable<ChunkVector>> EncodeAsync(TextEncoder encoder, ChunkText[] batch, CancellationToken cancellationToken)
    {
        try
        {
            var embeddings = await encoder.Generator.GenerateAsync(batch.Select(c => c.Text), cancellationToken: cancellationToken);
            if (embeddings.Count != batch.Length || embeddings.Any(e => e.Vector.Length != encoder.Dimensions))
                throw new InvalidDataException($"the encoder {encoder.Id} gave {embeddings.Count} vectors for {batch.Length} texts, or not of {encoder.Dimensions} dimensions");
            return batch.Zip(embeddings, (chunk, embedding) => new ChunkVector(chunk.ChunkKey, encoder.Id, ContentKind.Text, embedding.Vector));
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // The encoder's own time limit, not the end of this process.
            throw new TimeoutException($"the encoder {encoder.Id} gave no answer in its time", error);
        }
    }

    private sealed record Waiting(IReadOnlyList<ContentRef> Contents, TaskCompletionSource Done);
}
