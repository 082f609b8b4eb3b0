using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Evals.Bench.Onnx;
using Assistant.Inference.Encoders;
using Microsoft.Data.Sqlite;
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
/// how long a text query takes while pictures and passages are embedded as fast as they can be, against idle.
/// </summary>
public static class EncodeBench
{
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
            using var bare = new BareEngine(Path.Combine(folder, "onnx", "vision_model.onnx"), engine, options.BatchSize);
            using var store = new VectorTable(Path.Combine(work, "vectors.db"));
            return await new EncodeRounds(options, Pictures(options.Folder), text, image, bare, store, log).RunAsync(cancellationToken).ConfigureAwait(false);
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
        query, while pictures and passages are embedded (pictures {r.BusyImagesPerSecond:0.0}/s)  p50 {r.BusyP50:0.0} ms, p99 {r.BusyP99:0.0} ms
        p99 ratio {r.P99Ratio:0.00}
        """);
}
