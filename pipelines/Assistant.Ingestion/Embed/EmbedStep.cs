using System.Diagnostics;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Embed;

/// <summary>
/// The embed step: chunks of many documents go to the encoder together, in small calls one after another, so that a query
/// never waits for more than one of them. Repeating it is harmless: only chunks without a vector are read.
/// </summary>
internal sealed class EmbedStep(
    IContentStore store,
    StepSender sender,
    InFlightWindow window,
    IngestionProgress progress,
    IOptions<IngestionOptions> options,
    TextEncoder? encoder = null) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

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

        List<ChunkVector> vectors = [];
        if (encoder is not null)
        {
            await one.WaitAsync(cancellationToken);
            try
            {
                var chunks = await store.ReadChunksWithoutVectorAsync(work, encoder.Id, cancellationToken);
                foreach (var batch in chunks.Chunk(options.Value.EmbedBatchSize))
                    vectors.AddRange(await EncodeAsync(encoder, batch, cancellationToken));
            }
            finally
            {
                one.Release();
            }
        }

        // Without an encoder (it was taken away since the parse) nothing is missing: the versions are marked all the same.
        var sequence = await store.CommitVectorsAsync(work, vectors, cancellationToken);
        await sender.IndexAsync(work, sequence, cancellationToken);
        progress.Report(work, ContentState.Embedded);
        IngestionTelemetry.RecordStep("embed", startedAt);
    }

    private static async Task<IEnumerable<ChunkVector>> EncodeAsync(TextEncoder encoder, ChunkText[] batch, CancellationToken cancellationToken)
    {
        var embeddings = await encoder.Generator.GenerateAsync(batch.Select(c => c.Text), cancellationToken: cancellationToken);
        if (embeddings.Count != batch.Length || embeddings.Any(e => e.Vector.Length != encoder.Dimensions))
            throw new InvalidDataException($"the encoder {encoder.Id} gave {embeddings.Count} vectors for {batch.Length} texts, or not of {encoder.Dimensions} dimensions");
        return batch.Zip(embeddings, (chunk, embedding) => new ChunkVector(chunk.ChunkKey, encoder.Id, ContentKind.Text, embedding.Vector));
    }

    public void Dispose() => one.Dispose();
}
