using Assistant.Core.Retrieval;
using Assistant.Inference.Encoders.Batching;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Encoders;

/// <summary>Vectors of pictures, read and resized on the threads that encode them: while one reads, another computes.</summary>
internal sealed class ImageGenerator : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private readonly IEncodingTower<ReadOnlyMemory<byte>> tower;
    private readonly EncodingWorkers<ReadOnlyMemory<byte>> queries, documents;
    private readonly EmbeddingGeneratorMetadata metadata;
    private int disposed;

    internal ImageGenerator(IEncodingTower<ReadOnlyMemory<byte>> tower, string encoder, int dimensions, EncoderEngineOptions options)
    {
        this.tower = tower;
        var telemetry = new EncoderTelemetry(encoder, "image");
        queries = new EncodingWorkers<ReadOnlyMemory<byte>>(tower, EncodingLane.Query, 1, options, telemetry);
        documents = new EncodingWorkers<ReadOnlyMemory<byte>>(tower, EncodingLane.Ingestion, options.ThreadCount, options, telemetry);
        metadata = new EmbeddingGeneratorMetadata("onnxruntime", null, encoder, dimensions);
    }

    /// <inheritdoc/>
    /// <exception cref="Core.Encoders.EncoderInputException">A picture cannot be read.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var lane = EncoderInput.IsQuery(options) ? queries : documents;
        return TextGenerator.Embeddings(await lane.EncodeAsync([.. values.Select(value => value.Data)], _ => 0, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <summary>Ends the threads; what waits fails with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        queries.Dispose();
        documents.Dispose();
        tower.Dispose();
    }
}
