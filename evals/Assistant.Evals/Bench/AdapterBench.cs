using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Training;
using Assistant.Evals.Ranking;

namespace Assistant.Evals.Bench;

/// <summary>What <c>bench adapters</c> was asked for.</summary>
/// <param name="Pairs">Pairs to learn from.</param>
/// <param name="Dimensions">Width of the vectors.</param>
/// <param name="Vectors">Vectors that each query is compared with while a refresh runs beside it.</param>
/// <param name="CpuShare">Share of one core that the refresh beside queries may take; the default of the service.</param>
/// <param name="Seed">Of vectors and training.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record AdapterBenchOptions(int Pairs = 10_000, int Dimensions = 512, int Vectors = 20_000, double CpuShare = 0.5, int Seed = 1, bool Json = false);

/// <summary>Seconds of trainings at full speed, microseconds that an adapter adds to a query (medians), and milliseconds of queries alone and beside a training.</summary>
public sealed record AdapterBenchReport(
    int Pairs, int Dimensions, int Vectors, double CpuShare, int Seed, int Processors, double RidgeSeconds, double LowRankSeconds, double RidgeMicroseconds, double LowRankMicroseconds, double IdleP50Ms, double IdleP99Ms, double BusyP50Ms,
    double BusyP99Ms, double P99Ratio, int BusyQueries);

/// <summary>
/// The bench <c>adapters</c>: what a refresh costs, what an adapter costs a query, and what queries notice of a refresh. A query is an
/// adapter and an exact scan over vectors, on one thread; queries alone and beside a training alternate in blocks, so that other work
/// of the machine meets both.
/// </summary>
public static class AdapterBench
{
    private const int Documents = 2_000, Rounds = 4;
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(4);

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(AdapterBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{options.Pairs} pairs of {options.Dimensions} dimensions")).ConfigureAwait(false);
        var report = await Task.Run(() => Measure(options, cancellationToken), cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Measures.</summary>
    public static AdapterBenchReport Measure(AdapterBenchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = new Random(options.Seed);
        var snapshot = Snapshot(options, random);
        var reference = Rows(random, 200, options.Dimensions);
        var (ridge, ridgeSeconds) = Train("ridge", null);
        var (lowRank, lowRankSeconds) = Train("zscl", null);
        var queries = TrainingSnapshot.QueriesOf([.. snapshot.Validation.Take(500)]);
        var vectors = Rows(random, options.Vectors, options.Dimensions);

        List<double> idle = [], busy = [];
        Search(ridge, queries, vectors, TimeSpan.FromSeconds(1), [], cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            Search(ridge, queries, vectors, Block, idle, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var training = new Thread(() =>
            {
                try
                {
                    while (!stop.IsCancellationRequested) Train("ridge", Resting(options.CpuShare, stop.Token));
                }
                catch (OperationCanceledException)
                {
                    // The block of queries is over.
                }
            });
            training.Start();
            Search(ridge, queries, vectors, Block, busy, cancellationToken);
            stop.Cancel();
            training.Join();
        }

        double P(List<double> times, double share) => RankingMetrics.Percentile(times, share);
        return new AdapterBenchReport(
            options.Pairs, options.Dimensions, options.Vectors, options.CpuShare, options.Seed, Environment.ProcessorCount, ridgeSeconds, lowRankSeconds, Microseconds(ridge, queries), Microseconds(lowRank, queries),
            P(idle, 0.5), P(idle, 0.99), P(busy, 0.5), P(busy, 0.99), P(busy, 0.99) / P(idle, 0.99), busy.Count);

        (IQueryAdapter Adapter, double Seconds) Train(string strategy, Action? breathe)
        {
            var started = Stopwatch.GetTimestamp();
            var trained = AdapterTrainer.Train(snapshot, strategy, reference, new TrainingSettings { Seed = options.Seed }, breathe, cancellationToken);
            return (trained.Adapter ?? throw new InvalidOperationException($"{strategy} learned nothing: {trained.NothingBecause}"), Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>Rests as the refresh of the service does.</summary>
    private static Action Resting(double share, CancellationToken stop)
    {
        var budget = new CpuBudget(share);
        return () =>
        {
            stop.ThrowIfCancellationRequested();
            budget.Pause();
        };
    }

    private static void Search(IQueryAdapter adapter, Matrix queries, Matrix vectors, TimeSpan duration, List<double> times, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < duration; i = (i + 1) % queries.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var begun = Stopwatch.GetTimestamp();
            Matrix.TimesTransposed(adapter.Apply(queries.Gather([i])), vectors);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private static double Microseconds(IQueryAdapter adapter, Matrix queries)
    {
        List<double> times = [];
        for (var i = 0; i < 2_000; i++)
        {
            var row = queries.Gather([i % queries.Rows]);
            var begun = Stopwatch.GetTimestamp();
            adapter.Apply(row);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
        }

        return RankingMetrics.Percentile(times, 0.5);
    }

    /// <summary>Queries are their document turned by a map, with noise, in a part of the space of their own.</summary>
    private static TrainingSnapshot Snapshot(AdapterBenchOptions options, Random random)
    {
        var targets = Rows(random, Documents, options.Dimensions);
        var turned = Matrix.TimesTransposed(targets, Rows(random, options.Dimensions, options.Dimensions));
        List<ReplayItem> items = [];
        for (var i = 0; i < options.Pairs; i++)
        {
            var document = random.Next(Documents);
            var query = turned.Gather([document]);
            query.NormalizeRows();
            for (var k = 0; k < options.Dimensions; k++) query[0][k] += (float)((random.NextDouble() - 0.5) * 0.02);
            query[0][0] += 2;
            query.NormalizeRows();
            var id = new byte[16];
            random.NextBytes(id);
            var target = new DocumentId(new Guid(document, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
            items.Add(new ReplayItem
            {
                Id = new Guid(id),
                Direction = AdapterDirection.TextToText,
                EncoderId = "bench",
                Collection = "bench",
                Origin = ReplayOrigin.Pair,
                Target = target,
                Sources = [target],
                Query = query.Values.ToArray(),
                TargetVector = targets[document].ToArray(),
            });
        }

        return TrainingSnapshot.Of(AdapterDirection.TextToText, "bench", items);
    }

    private static Matrix Rows(Random random, int count, int dimensions)
    {
        var rows = new Matrix(count, dimensions);
        foreach (ref var value in rows.Values) value = (random.NextSingle() * 2) - 1;
        for (var i = 0; i < count; i++) rows[i][0] = -Math.Abs(rows[i][0]);
        rows.NormalizeRows();
        return rows;
    }

    private static string Describe(AdapterBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Pairs} pairs of {r.Dimensions} dimensions, seed {r.Seed}, {r.Processors} processors
        refresh        ridge {r.RidgeSeconds:0.00} s  low-rank {r.LowRankSeconds:0.00} s (one thread, full speed)
        added a query  ridge {r.RidgeMicroseconds:0.0} µs  low-rank {r.LowRankMicroseconds:0.0} µs
        queries over {r.Vectors} vectors: alone p50 {r.IdleP50Ms:0.00} ms p99 {r.IdleP99Ms:0.00} ms; beside a refresh at {r.CpuShare:0%} of a core p50 {r.BusyP50Ms:0.00} ms p99 {r.BusyP99Ms:0.00} ms ({r.BusyQueries} queries)
        p99 beside a refresh against alone: {r.P99Ratio:0.00}
        """);
}
