using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Retrieval;
using Assistant.Evals.Bench.Onnx;
using Assistant.Evals.Ranking;
using Assistant.Inference.Encoders;
using Assistant.Native.OnnxRuntime;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Bench;

/// <summary>What <c>bench encode</c> was asked for.</summary>
/// <param name="Folder">Folder of pictures; they are taken again and again.</param>
/// <param name="Images">Pictures in each round.</param>
/// <param name="Queries">Queries in each round, idle and busy.</param>
/// <param name="Rounds">Rounds of everything, alternating.</param>
/// <param name="BatchSize">Pictures in one run of the model, in both loops.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record EncodeBenchOptions(string Folder, int Images = 192, int Queries = 200, int Rounds = 3, int BatchSize = 8, bool Json = false);

/// <summary>Medians over the rounds: pictures a second from file to stored vector, and of the engine alone on ready tensors; milliseconds of a query with and without that ingestion beside it.</summary>
public sealed record EncodeBenchReport(
    int Images, int Rounds, int BatchSize, double PathPerSecond, double BarePerSecond, double Ratio,
    double IdleP50, double IdleP99, double BusyP50, double BusyP99, double P99Ratio, double BusyImagesPerSecond);

/// <summary>
/// The bench <c>encode</c>, with a model of the size of CLIP ViT-B/32 and random weights: pictures read, decoded, resized, encoded
/// and stored, against ONNX Runtime with its own defaults in a bare loop on a ready tensor of the same batch size; and
/// how long a text query takes while that ingestion runs, against idle.
/// </summary>
public static class EncodeBench
{
    // Pictures that ingestion hands in at once.
    private const int ImagesPerCall = 64;

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0, or 1 when the folder holds no picture.</returns>
    public static async Task<int> RunAsync(EncodeBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (Pictures(options.Folder).Length == 0)
        {
            await error.WriteLineAsync($"{options.Folder} is not a folder with PNG, JPEG or WebP pictures.").ConfigureAwait(false);
            return 1;
        }

        var report = await MeasureAsync(options, error, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Measures; the model and the vectors lie in a folder of their own that is removed.</summary>
    public static async Task<EncodeBenchReport> MeasureAsync(EncodeBenchOptions options, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        var work = Directory.CreateTempSubdirectory("assistant-bench-").FullName;
        try
        {
            var folder = Path.Combine(work, "clip-sized");
            await log.WriteLineAsync("writing a random model of the size of CLIP ViT-B/32 …").ConfigureAwait(false);
            ClipSizedModel.Write(folder);
            var engine = new EncoderEngineOptions { BatchSize = options.BatchSize };
            var encoder = new EncoderModels(Options.Create(engine), NullLogger<EncoderModels>.Instance).Load(folder, cancellationToken);
            using var text = encoder.Text!;
            using var image = encoder.Image!;
            using var bare = new BareLoop(Path.Combine(folder, "onnx", "vision_model.onnx"), engine, options.BatchSize);
            using var store = new VectorTable(Path.Combine(work, "vectors.db"));
            return await new Rounds(options, text, image, bare, store, log).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(work, recursive: true);
        }
    }

    private static string[] Pictures(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp").Order(StringComparer.Ordinal)];

    private static string Describe(EncodeBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Images} pictures in batches of {r.BatchSize}, median of {r.Rounds} rounds, model of the size of CLIP ViT-B/32
        file to stored vector {r.PathPerSecond:0.0} pictures/s
        engine alone          {r.BarePerSecond:0.0} pictures/s
        ratio {r.Ratio:0.00}
        query, idle           p50 {r.IdleP50:0.0} ms, p99 {r.IdleP99:0.0} ms
        query, while pictures are embedded ({r.BusyImagesPerSecond:0.0}/s)  p50 {r.BusyP50:0.0} ms, p99 {r.BusyP99:0.0} ms
        p99 ratio {r.P99Ratio:0.00}
        """);

    private sealed class Rounds(EncodeBenchOptions options, IEmbeddingGenerator<string, Embedding<float>> text, IEmbeddingGenerator<DataContent, Embedding<float>> image, BareLoop bare, VectorTable store, TextWriter log)
    {
        private readonly string[] pictures = Pictures(options.Folder);
        private int asked;

        internal async Task<EncodeBenchReport> RunAsync(CancellationToken cancellationToken)
        {
            bare.Run(options.BatchSize, cancellationToken);
            await IngestAsync(options.BatchSize * 4, cancellationToken).ConfigureAwait(false);
            await QueriesAsync(10, cancellationToken).ConfigureAwait(false);
            List<double> paths = [], bares = [], ratios = [], busyRates = [], p99Ratios = [];
            List<double> idle50 = [], idle99 = [], busy50 = [], busy99 = [];
            for (var round = 1; round <= options.Rounds; round++)
            {
                var bareRate = options.Images / bare.Run(options.Images, cancellationToken).TotalSeconds;
                var pathRate = options.Images / (await IngestAsync(options.Images, cancellationToken).ConfigureAwait(false)).TotalSeconds;
                var idle = await QueriesAsync(options.Queries, cancellationToken).ConfigureAwait(false);
                var (busy, busyRate) = await BusyQueriesAsync(cancellationToken).ConfigureAwait(false);
                paths.Add(pathRate);
                bares.Add(bareRate);
                ratios.Add(pathRate / bareRate);
                busyRates.Add(busyRate);
                idle50.Add(RankingMetrics.Percentile(idle, 0.5));
                idle99.Add(RankingMetrics.Percentile(idle, 0.99));
                busy50.Add(RankingMetrics.Percentile(busy, 0.5));
                busy99.Add(RankingMetrics.Percentile(busy, 0.99));
                p99Ratios.Add(busy99[^1] / idle99[^1]);
                await log.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: pictures {pathRate:0.0}/s, bare {bareRate:0.0}/s, ratio {ratios[^1]:0.00}; query p99 idle {idle99[^1]:0.0} ms, busy {busy99[^1]:0.0} ms ({busyRate:0.0} pictures/s), ratio {p99Ratios[^1]:0.00}")).ConfigureAwait(false);
            }

            return new EncodeBenchReport(
                options.Images, options.Rounds, options.BatchSize, Median(paths), Median(bares), Median(ratios),
                Median(idle50), Median(idle99), Median(busy50), Median(busy99), Median(p99Ratios), Median(busyRates));
        }

        private static double Median(List<double> values) => RankingMetrics.Percentile(values, 0.5);

        /// <summary>Reads, encodes and stores pictures; two calls overlap, so that the encoder never waits for the next.</summary>
        private async Task<TimeSpan> IngestAsync(int count, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count).Chunk(ImagesPerCall),
                new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
                async (numbers, token) =>
                {
                    var contents = new List<DataContent>(numbers.Length);
                    foreach (var number in numbers)
                        contents.Add(new DataContent(await File.ReadAllBytesAsync(pictures[number % pictures.Length], token).ConfigureAwait(false), "image/*"));
                    store.Add(await image.GenerateAsync(contents, EncoderInput.Passage, token).ConfigureAwait(false));
                }).ConfigureAwait(false);
            return Stopwatch.GetElapsedTime(started);
        }

        private async Task<List<double>> QueriesAsync(int count, CancellationToken cancellationToken)
        {
            var times = new List<double>(count);
            for (var i = 0; i < count; i++)
            {
                // Never the same twice, so that none comes from the cache.
                var query = string.Create(CultureInfo.InvariantCulture, $"a photo of boat {asked++}");
                var started = Stopwatch.GetTimestamp();
                await text.GenerateAsync([query], EncoderInput.Query, cancellationToken).ConfigureAwait(false);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return times;
        }

        private async Task<(List<double> Times, double ImagesPerSecond)> BusyQueriesAsync(CancellationToken cancellationToken)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var embedded = store.Count;
            var started = Stopwatch.GetTimestamp();
            var ingesting = Task.Run(
                async () =>
                {
                    while (!end.IsCancellationRequested) await IngestAsync(options.Images, end.Token).ConfigureAwait(false);
                },
                CancellationToken.None);
            // Full speed first.
            while (store.Count == embedded && !ingesting.IsCompleted) await Task.Delay(20, cancellationToken).ConfigureAwait(false);
            var times = await QueriesAsync(options.Queries, cancellationToken).ConfigureAwait(false);
            var rate = (store.Count - embedded) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await end.CancelAsync().ConfigureAwait(false);
            try
            {
                await ingesting.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // As asked.
            }

            return (times, rate);
        }
    }

    /// <summary>The engine alone: its defaults (all cores, spinning), one tensor that is ready.</summary>
    private sealed class BareLoop : IDisposable
    {
        private readonly OnnxSession session;
        private readonly OnnxTensor batch;
        private readonly int batchSize;

        internal BareLoop(string model, EncoderEngineOptions options, int batchSize)
        {
            var library = OnnxRuntimeLibrary.Open(options.OnnxRuntimeLibrary, (long)options.MemoryMegabytes << 20);
            session = new OnnxSession(library, model, new OnnxSessionSettings { Spinning = true });
            var random = new Random(3);
            var pixels = new float[batchSize * 3 * 224 * 224];
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (float)random.NextDouble();
            batch = OnnxTensor.Over<float>(library, pixels, batchSize, 3, 224, 224);
            this.batchSize = batchSize;
        }

        internal TimeSpan Run(int images, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            for (var done = 0; done < images; done += batchSize) session.Run([batch], 0, cancellationToken).Dispose();
            return Stopwatch.GetElapsedTime(started);
        }

        public void Dispose()
        {
            batch.Dispose();
            session.Dispose();
        }
    }

    /// <summary>Vectors in SQLite, a durable transaction for each call.</summary>
    private sealed class VectorTable : IDisposable
    {
        private readonly SqliteConnection connection;
        private readonly Lock gate = new();
        private int count;

        internal VectorTable(string path)
        {
            connection = new SqliteConnection($"Data Source={path}");
            connection.Open();
            using var create = connection.CreateCommand();
            create.CommandText = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;CREATE TABLE vector(id INTEGER PRIMARY KEY, value BLOB NOT NULL)";
            create.ExecuteNonQuery();
        }

        internal int Count => Volatile.Read(ref count);

        internal void Add(IEnumerable<Embedding<float>> embeddings)
        {
            lock (gate)
            {
                using var transaction = connection.BeginTransaction();
                using var insert = connection.CreateCommand();
                insert.Transaction = transaction;
                insert.CommandText = "INSERT INTO vector(value) VALUES($value)";
                var value = insert.Parameters.Add("$value", SqliteType.Blob);
                foreach (var embedding in embeddings)
                {
                    value.Value = MemoryMarshal.AsBytes(embedding.Vector.Span).ToArray();
                    insert.ExecuteNonQuery();
                    count++;
                }

                transaction.Commit();
            }
        }

        public void Dispose() => connection.Dispose();
    }
}
