using Assistant.Core.Retrieval;
using Assistant.Inference.Encoders.Batching;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Encoders;

/// <summary>Vectors of texts: queries through a lane and a cache of their own, passages through the bounded one of the ingestion.</summary>
internal sealed class TextGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly IEncodingTower<TextInput> tower;
    private readonly EncodingWorkers<TextInput> queries, passages;
    private readonly QueryCache cache;
    private readonly EncoderTelemetry telemetry;
    private readonly EmbeddingGeneratorMetadata metadata;
    private int disposed;

    internal TextGenerator(IEncodingTower<TextInput> tower, string encoder, int dimensions, EncoderEngineOptions options)
    {
        this.tower = tower;
        telemetry = new EncoderTelemetry(encoder, "text");
        queries = new EncodingWorkers<TextInput>(tower, EncodingLane.Query, 1, options, telemetry);
        passages = new EncodingWorkers<TextInput>(tower, EncodingLane.Ingestion, options.ThreadCount, options, telemetry);
        cache = new QueryCache(options.QueryCacheSize);
        metadata = new EmbeddingGeneratorMetadata("onnxruntime", null, encoder, dimensions);
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var texts = values as IReadOnlyList<string> ?? [.. values];
        if (!EncoderInput.IsQuery(options))
            return Embeddings(await passages.EncodeAsync([.. texts.Select(text => new TextInput(text, false))], LengthOf, cancellationToken).ConfigureAwait(false));

        var vectors = texts.Select(cache.Find).ToArray();
        int[] missing = [.. Enumerable.Range(0, texts.Count).Where(i => vectors[i] is null)];
        for (var i = missing.Length; i < texts.Count; i++) telemetry.CacheHit();
        var computed = await queries.EncodeAsync([.. missing.Select(i => new TextInput(texts[i], true))], LengthOf, cancellationToken).ConfigureAwait(false);
        foreach (var (i, vector) in missing.Zip(computed))
        {
            vectors[i] = vector;
            cache.Add(texts[i], vector);
        }

        return Embeddings(vectors!);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <summary>Ends the threads; what waits fails with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        queries.Dispose();
        passages.Dispose();
        tower.Dispose();
    }

    internal static GeneratedEmbeddings<Embedding<float>> Embeddings(float[][] vectors) => new(vectors.Select(vector => new Embedding<float>(vector)));

    private static int LengthOf(TextInput input) => input.Text.Length;
}
