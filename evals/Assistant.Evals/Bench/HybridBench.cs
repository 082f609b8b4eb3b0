using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Evals.Corpus;
using Assistant.Evals.Ranking;
using Assistant.Index;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Bench;

/// <summary>What <c>bench hybrid</c> was asked for.</summary>
/// <param name="Chunks">Passages to generate.</param>
/// <param name="Dimensions">Width of the vectors.</param>
/// <param name="Queries">Queries measured.</param>
/// <param name="Seed">Of text, vectors and queries.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record HybridBenchOptions(int Chunks = 100_000, int Dimensions = 256, int Queries = 300, int Seed = 1, bool Json = false);

/// <summary>Times of whole searches (k = 10, snippets included) in milliseconds, the three in turn in one run, the time of encoding left out.</summary>
public sealed record HybridBenchReport(
    int Chunks, int Dimensions, int Queries, int Seed, double LoadSeconds, double WordsP50Ms, double WordsP99Ms, double VectorsP50Ms, double VectorsP99Ms, double BothP50Ms, double BothP99Ms, double RatioP50);

/// <summary>The bench <c>hybrid</c>: a search with both legs against a search with the slower one alone.</summary>
public static class HybridBench
{
    private const int WordsPerChunk = 100;
    private const int ChunksPerDocument = 10;
    private const int VectorsAtOnce = 2_000;

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(HybridBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        await error.WriteLineAsync($"generating and indexing {options.Chunks} passages with vectors").ConfigureAwait(false);
        var report = await MeasureAsync(options, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Loads passages and vectors and measures.</summary>
    public static async Task<HybridBenchReport> MeasureAsync(HybridBenchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var tower = new RandomVectors(options.Seed, options.Dimensions);
        var encoder = new Encoder("bench", options.Dimensions) { Text = tower };
        var database = EvalDatabase.Open(encoders: new FixedEncoders(encoder, null));
        await using var _ = database.ConfigureAwait(false);
        var text = new ZipfText(options.Seed);
        var started = Stopwatch.GetTimestamp();
        await database.AddAsync(Documents(text, options.Chunks), cutAtLines: true, cancellationToken).ConfigureAwait(false);
        long after = 0;
        while (await database.Encoders.ReadTextsWithoutVectorAsync(encoder.Id, after, VectorsAtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } missing)
        {
            await database.Store.CommitVectorsAsync([], [.. missing.Select(one => new ChunkVector(one.ChunkKey, encoder.Id, ContentKind.Text, tower.Next()))], cancellationToken).ConfigureAwait(false);
            after = missing[^1].ChunkKey;
        }

        await database.Index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (database.Index is HybridIndex index) await index.FlushAsync(cancellationToken).ConfigureAwait(false);
        var loadSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        IRetriever[] retrievers =
        [
            database.RetrieverWith(new RetrievalOptions { Weights = new LegWeights { DenseText = 0 } }),
            database.RetrieverWith(new RetrievalOptions { Weights = new LegWeights { Bm25 = 0 } }),
            database.RetrieverWith(new RetrievalOptions()),
        ];
        List<double>[] times = [[], [], []];
        for (var i = -20; i < options.Queries; i++)
        {
            var query = text.NextQuery();
            // Each goes first a third of the time: the later ones find the pages warm.
            for (var turn = 0; turn < retrievers.Length; turn++)
            {
                var which = (i + 21 + turn) % retrievers.Length;
                var start = Stopwatch.GetTimestamp();
                await retrievers[which].SearchAsync(new SearchRequest(query), cancellationToken).ConfigureAwait(false);
                if (i >= 0) times[which].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        double P(int which, double share) => RankingMetrics.Percentile(times[which], share);
        return new HybridBenchReport(
            options.Chunks, options.Dimensions, options.Queries, options.Seed, loadSeconds, P(0, 0.5), P(0, 0.99), P(1, 0.5), P(1, 0.99), P(2, 0.5), P(2, 0.99), P(2, 0.5) / Math.Max(P(0, 0.5), P(1, 0.5)));
    }

    private static IEnumerable<(string Uri, string Title, string Text)> Documents(ZipfText text, int chunks)
    {
        for (var first = 0; first < chunks; first += ChunksPerDocument)
        {
            var lines = Enumerable.Range(0, Math.Min(ChunksPerDocument, chunks - first)).Select(_ => text.Next(WordsPerChunk));
            yield return (string.Create(CultureInfo.InvariantCulture, $"{first:0000000}.txt"), text.Next(4), string.Join('\n', lines));
        }
    }

    private static string Describe(HybridBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Chunks} passages of {WordsPerChunk} words with vectors of {r.Dimensions} dimensions, {r.Queries} queries of 2 to 6 words, seed {r.Seed}; loaded in {r.LoadSeconds:0.0} s
        words alone    p50 {r.WordsP50Ms:0.00} ms  p99 {r.WordsP99Ms:0.00} ms
        vectors alone  p50 {r.VectorsP50Ms:0.00} ms  p99 {r.VectorsP99Ms:0.00} ms
        both           p50 {r.BothP50Ms:0.00} ms  p99 {r.BothP99Ms:0.00} ms
        both against the slower one, p50: {r.RatioP50:0.00}
        """);

    /// <summary>Vectors around 1,000 centres, as those of real passages gather around topics; encoding costs nothing, because it is not what is measured.</summary>
    private sealed class RandomVectors : IEmbeddingGenerator<string, Embedding<float>>
    {
        private const int Centres = 1_000;
        private readonly Lock gate = new();
        private readonly Random random;
        private readonly float[][] centres;

        public RandomVectors(int seed, int dimensions)
        {
            random = new Random(seed);
            centres = [.. Enumerable.Range(0, Centres).Select(_ => Enumerable.Range(0, dimensions).Select(_ => Normal()).ToArray())];
        }

        public float[] Next()
        {
            lock (gate)
            {
                var centre = centres[random.Next(Centres)];
                var vector = new float[centre.Length];
                for (var i = 0; i < vector.Length; i++) vector[i] = centre[i] + Normal();
                var length = MathF.Sqrt(vector.Sum(value => value * value));
                return [.. vector.Select(value => value / length)];
            }
        }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(Next()))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        // Sum of twelve: near enough to a normal distribution.
        private float Normal()
        {
            var sum = -6f;
            for (var i = 0; i < 12; i++) sum += random.NextSingle();
            return sum;
        }
    }
}
