using System.Diagnostics;
using System.Globalization;
using Assistant.Core.Retrieval;
using Assistant.Evals.Ranking;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Bench;

/// <summary>The rounds of <see cref="EncodeBench"/>.</summary>
internal sealed class EncodeRounds(EncodeBenchOptions options, string[] pictures, IEmbeddingGenerator<string, Embedding<float>> text, IEmbeddingGenerator<DataContent, Embedding<float>> image, BareEngine bare, VectorTable store, TextWriter log)
{
    // Pictures that ingestion hands in at once.
    private const int ImagesPerCall = 64;

    // Of the length of chunks of a text; they go through the tower that queries go through.
    private static readonly string[] Passages = [.. Enumerable.Range(0, ImagesPerCall).Select(i => string.Create(CultureInfo.InvariantCulture, $"the boat {i} leaves the harbour at six and is back before the tide turns"))];

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

    private static async Task RepeatAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested) await step().ConfigureAwait(false);
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
        var ingesting = Task.WhenAll(
            Task.Run(() => RepeatAsync(() => IngestAsync(options.Images, end.Token), end.Token), CancellationToken.None),
            Task.Run(() => RepeatAsync(() => text.GenerateAsync(Passages, EncoderInput.Passage, end.Token), end.Token), CancellationToken.None));
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
