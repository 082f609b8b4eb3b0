using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Assistant.Index.Dense;

namespace Assistant.Evals.Index;

/// <summary>
/// Measures dense search on generated vectors with exact ground truth: build rate, recall and latency of the exact scan and of
/// the graph, and filters. One query at a time on one thread unless a line says otherwise.
/// </summary>
/// <param name="options">What to measure.</param>
/// <param name="output">Receives the tables.</param>
public sealed class DenseBench(DenseBenchOptions options, TextWriter output)
{
    private const int TruthWidth = 100;
    private readonly int _width = options.Dimensions;
    private float[] _queries = [];
    private int[] _truth = [];
    private NativeBuffer? _sumSource;
    private long _sum;

    private int QueryCount => _queries.Length / _width;

    /// <summary>Runs everything and prints as it goes.</summary>
    public void Run(CancellationToken cancellationToken = default)
    {
        _queries = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf("query", "f32"))).ToArray();
        _truth = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(PathOf("gt", "i32"))).ToArray();
        var watch = Stopwatch.StartNew();
        var rows = ReadRows(int.MaxValue);
        Line($"rows {rows.Count:n0} x {_width}, {QueryCount} queries, top {options.K}; quantized in {watch.Elapsed.TotalSeconds:f2} s (reading included)");
        if (!options.GraphOnly)
        {
            MeasureScan(rows, cancellationToken);
            MeasureBinary(rows, cancellationToken);
        }
        var segment = BuildGraph(rows, cancellationToken);
        MeasureGraph(segment, cancellationToken);
        MeasureFilters(segment, cancellationToken);
        // Printed so that the sums cannot be left out by the compiler.
        Line($"check {_sum}");
        _sumSource?.Dispose();
    }

    private string PathOf(string name, string extension) => Path.Combine(options.Folder, $"{name}_{_width}.{extension}");

    private QuantizedVectors ReadRows(int most)
    {
        using var file = File.OpenRead(PathOf("base", "f32"));
        var count = (int)Math.Min(most, file.Length / (_width * sizeof(float)));
        var builder = new QuantizedVectorsBuilder(_width, count);
        var row = new float[_width];
        for (var i = 0; i < count; i++)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            builder.Add(row);
        }
        return builder.Snapshot();
    }

    private void MeasureScan(QuantizedVectors rows, CancellationToken cancellationToken)
    {
        var segment = new DenseSegment(rows);
        Line($"{"exact scan",-34}{"recall@10",10}{"p50 ms",10}{"p99 ms",10}{"best p50",10}{"of a byte sum",15}");
        foreach (var candidates in new[] { 10, 20, 32, 64 })
        {
            // Alternating with the sum, so that both see the same machine.
            var sums = new List<double>();
            var times = Measure(segment, default, new DenseSearchOptions { Path = DenseSearchPath.Exact, Candidates = candidates }, Math.Min(QueryCount, 100), 3, out var hits, cancellationToken, () => sums.Add(SumTime(rows)));
            Line($"{$"  {candidates} re-scored",-34}{Recall(hits, options.K),10:f4}{times.P50,10:f3}{times.P99,10:f3}{times.BestP50,10:f3}{times.P50 / Median(sums),15:f2}");
        }
        var threaded = Measure(segment, default, new DenseSearchOptions { Path = DenseSearchPath.Exact, Threads = 0 }, Math.Min(QueryCount, 100), 3, out _, cancellationToken);
        Line($"{"  all threads",-34}{"",10}{threaded.P50,10:f3}{threaded.P99,10:f3}{threaded.BestP50,10:f3}");
        foreach (var batch in new[] { 4, 16, 64 }.Where(count => count <= QueryCount))
        {
            var hits = new DenseHit[batch * options.K];
            var best = double.MaxValue;
            for (var round = 0; round < 3; round++)
            {
                var start = Stopwatch.GetTimestamp();
                segment.SearchBatch(_queries.AsSpan(0, batch * _width), default, hits, options.K, new DenseSearchOptions { Path = DenseSearchPath.Exact }, cancellationToken);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / batch);
            }
            Line($"{$"  {batch} queries at once, each",-34}{"",10}{"",10}{"",10}{best,10:f3}");
        }
    }

    private void MeasureBinary(QuantizedVectors rows, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var segment = new DenseSegment(rows, null, BinaryVectors.Build(rows));
        Line($"{$"bits (taken in {watch.Elapsed.TotalSeconds:f2} s)",-34}{"recall@10",10}{"p50 ms",10}{"p99 ms",10}{"best p50",10}");
        foreach (var share in new[] { 0.001, 0.003, 0.01, 0.03, 0.1 })
        {
            var search = new DenseSearchOptions { Path = DenseSearchPath.Binary, BinaryShare = share };
            var times = Measure(segment, default, search, Math.Min(QueryCount, 200), 3, out var hits, cancellationToken);
            Line($"{$"  {share:p1} scored",-34}{Recall(hits, options.K),10:f4}{times.P50,10:f4}{times.P99,10:f4}{times.BestP50,10:f4}");
        }
    }

    private DenseSegment BuildGraph(QuantizedVectors rows, CancellationToken cancellationToken)
    {
        if (options.Cache is { } cache && File.Exists(cache))
        {
            using var stream = File.OpenRead(cache);
            return DenseSegment.Open(NativeBuffer.ReadFrom(stream).Region);
        }
        var build = new HnswOptions { Threads = 1 };
        if (options.BatchRows > 0)
            build = build with { BatchRows = options.BatchRows };
        var first = ReadRows(Math.Min(rows.Count, 20_000));
        // The first pass runs in part before the compiler's last tier.
        HnswBuilder.Build(ReadRows(Math.Min(rows.Count, 4_000)), build, cancellationToken);
        TimeBuild(first, build, cancellationToken);
        var graph = TimeBuild(rows, build with { Threads = options.Threads }, cancellationToken);
        var segment = new DenseSegment(rows, graph);
        Line($"bytes a row: vectors {(double)QuantizedVectors.FileLength(_width, rows.Count) / rows.Count:f1}, graph {(double)graph.FileLength / rows.Count:f1}; levels {graph.Levels}");
        if (options.Cache is { } path)
        {
            using var stream = File.Create(path);
            segment.WriteTo(stream);
        }
        return segment;
    }

    /// <summary>Processor time is given as well: on a machine shared with others it is the steadier figure.</summary>
    private HnswGraph TimeBuild(QuantizedVectors rows, HnswOptions build, CancellationToken cancellationToken)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var graph = HnswBuilder.Build(rows, build, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        Line($"build, {rows.Count:n0} rows, {build.Threads} thread(s): {rows.Count / seconds:n0} rows/s, {rows.Count / used:n0} rows per processor second, {seconds:f1} s");
        return graph;
    }

    private void MeasureGraph(DenseSegment segment, CancellationToken cancellationToken)
    {
        Line($"{"graph",-34}{"recall@10",10}{"p50 ms",10}{"p99 ms",10}{"best p50",10}{"best p99",10}");
        foreach (var width in options.Widths.Prepend(0))
        {
            var search = new DenseSearchOptions { Path = DenseSearchPath.Graph, Width = width, Candidates = Math.Min(width, 32) };
            var times = Measure(segment, default, search, QueryCount, options.Rounds, out var hits, cancellationToken);
            Line($"{(width == 0 ? "  default width" : $"  width {width}"),-34}{Recall(hits, options.K),10:f4}{times.P50,10:f4}{times.P99,10:f4}{times.BestP50,10:f4}{times.BestP99,10:f4}");
        }
    }

    private void MeasureFilters(DenseSegment segment, CancellationToken cancellationToken)
    {
        var queries = Math.Min(QueryCount, 200);
        var free = Measure(segment, default, null, queries, options.Rounds, out _, cancellationToken);
        Line($"{$"filters (unfiltered p50 {free.P50:f4})",-34}{"recall@10",10}{"p50 ms",10}{"p99 ms",10}{"ratio",10}{"scan p50",10}{"walk p50",10}{"walk rec.",10}");
        foreach (var selectivity in options.Selectivities)
        {
            var allowed = new ulong[(segment.Count + 63) / 64];
            var random = new Random(11);
            for (var row = 0; row < segment.Count; row++)
            {
                if (random.NextDouble() < selectivity)
                    allowed[row >> 6] |= 1UL << (row & 63);
            }
            var truth = new DenseHit[queries * options.K];
            segment.SearchBatch(
                _queries.AsSpan(0, queries * _width), new RowFilter(allowed), truth, options.K,
                new DenseSearchOptions { Path = DenseSearchPath.Exact, Candidates = 256 }, cancellationToken);
            var own = Measure(segment, allowed, null, queries, options.Rounds, out var hits, cancellationToken);
            var scan = Measure(segment, allowed, new DenseSearchOptions { Path = DenseSearchPath.Exact }, queries, 2, out _, cancellationToken);
            var walk = Measure(segment, allowed, new DenseSearchOptions { Path = DenseSearchPath.Graph }, queries, 2, out var walked, cancellationToken);
            Line($"{$"  {selectivity:p1} random",-34}{Overlap(hits, truth),10:f4}{own.P50,10:f4}{own.P99,10:f4}{own.P50 / free.P50,10:f2}{scan.P50,10:f4}{walk.P50,10:f4}{Overlap(walked, truth),10:f4}");
        }
    }

    private Latency Measure(
        DenseSegment segment, ulong[]? allowed, DenseSearchOptions? search, int queries, int rounds, out DenseHit[] hits, CancellationToken cancellationToken, Action? between = null)
    {
        var found = new DenseHit[queries * options.K];
        var all = new List<double>();
        var best = new double[queries];
        Array.Fill(best, double.MaxValue);
        var warm = Stopwatch.StartNew();
        for (var i = 0; warm.Elapsed < options.WarmUp; i = (i + 1) % queries)
            segment.Search(_queries.AsSpan(i * _width, _width), new RowFilter(allowed), found.AsSpan(0, options.K), search, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < queries; i++)
            {
                if (i % 10 == 0)
                    between?.Invoke();
                var start = Stopwatch.GetTimestamp();
                var target = found.AsSpan(i * options.K, options.K);
                var count = segment.Search(_queries.AsSpan(i * _width, _width), new RowFilter(allowed), target, search, cancellationToken);
                var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                target[count..].Fill(new DenseHit(-1, 0));
                all.Add(time);
                best[i] = Math.Min(best[i], time);
            }
        }
        hits = found;
        return new Latency(Percentile(all, 0.5), Percentile(all, 0.99), Percentile(best, 0.5), Percentile(best, 0.99));
    }

    private double Recall(DenseHit[] hits, int k)
    {
        var found = 0;
        for (var i = 0; i < hits.Length; i++)
            found += Array.IndexOf(_truth, hits[i].Row, i / k * TruthWidth, k) >= 0 ? 1 : 0;
        return (double)found / hits.Length;
    }

    private double Overlap(DenseHit[] hits, DenseHit[] truth)
    {
        int found = 0, wanted = 0;
        for (var i = 0; i < hits.Length; i += options.K)
        {
            var exact = truth.AsSpan(i, options.K).ToArray().Where(hit => hit.Row >= 0).Select(hit => hit.Row).ToHashSet();
            wanted += exact.Count;
            found += hits.AsSpan(i, options.K).ToArray().Count(hit => exact.Contains(hit.Row));
        }
        return wanted == 0 ? 1 : (double)found / wanted;
    }

    /// <summary>Milliseconds of reading as many bytes as the scan reads, added up by the runtime's own vector code.</summary>
    private double SumTime(QuantizedVectors rows)
    {
        _sumSource ??= new NativeBuffer((long)rows.Count * ((_width + 63) / 64 * 64));
        var start = Stopwatch.GetTimestamp();
        _sum += ByteSum.Of(_sumSource);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => Percentile(values, 0.5);

    private static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Latency(double P50, double P99, double BestP50, double BestP99);
}
