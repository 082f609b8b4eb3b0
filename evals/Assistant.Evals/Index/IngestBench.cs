using System.Diagnostics;
using Assistant.Core.Retrieval;
using Assistant.Evals.Ranking;
using Assistant.Index;

namespace Assistant.Evals.Index;

/// <summary>Query times of an index, idle and while documents of one chunk arrive, are flushed and merged.</summary>
/// <param name="index">The index; it grows.</param>
/// <param name="log">Its log; documents are added to it.</param>
/// <param name="query">The i-th query.</param>
/// <param name="options">Seconds and rate.</param>
internal sealed class IngestBench(HybridIndex index, CorpusChangeLog log, Func<int, IndexQuery> query, IndexBenchOptions options)
{
    /// <summary>Runs both phases.</summary>
    public async Task<IngestFigures> RunAsync(CancellationToken cancellationToken)
    {
        await SearchAsync(options.WarmUp, cancellationToken).ConfigureAwait(false);
        var idle = await SearchAsync(TimeSpan.FromSeconds(options.IngestSeconds), cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ingest = Task.Run(() => IngestAsync(stop.Token), CancellationToken.None);
        var busy = await SearchAsync(TimeSpan.FromSeconds(options.IngestSeconds), cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        var (rate, delays) = await ingest.ConfigureAwait(false);
        return new IngestFigures(Spread(idle), Spread(busy), rate, RankingMetrics.Percentile(delays, 0.5), RankingMetrics.Percentile(delays, 0.99));
    }

    private static SpreadFigures Spread(List<double> times) => new(RankingMetrics.Percentile(times, 0.5), RankingMetrics.Percentile(times, 0.99));

    private async Task<List<double>> SearchAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i == 0 || clock.Elapsed < time; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await index.SearchAsync(query(i), cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        return times;
    }

    private async Task<(double Rate, List<double> Delays)> IngestAsync(CancellationToken cancellationToken)
    {
        var delays = new List<double>();
        var clock = Stopwatch.StartNew();
        var first = log.Count;
        while (delays.Count == 0 || !cancellationToken.IsCancellationRequested)
        {
            log.Count = first + Math.Max(1, (int)(clock.Elapsed.TotalSeconds * options.IngestRate));
            var from = Stopwatch.GetTimestamp();
            await index.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
            delays.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }

        return ((log.Count - first) / clock.Elapsed.TotalSeconds, delays);
    }
}
