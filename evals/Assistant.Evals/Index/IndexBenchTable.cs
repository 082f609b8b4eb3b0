using System.Globalization;

namespace Assistant.Evals.Index;

/// <summary>Prints a report: a figure a line, a column for each size, and between two sizes the slope d log(figure) / d log(chunks).</summary>
internal static class IndexBenchTable
{
    private const int NameWidth = 44;
    private const int ColumnWidth = 12;

    /// <summary>Writes the table.</summary>
    public static void Write(IndexBenchReport report, TextWriter output)
    {
        var sizes = report.Sizes;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Corpus}; {(report.Dimensions > 0 ? $"vectors of width {report.Dimensions}" : "no vectors")}; {report.Queries} queries, top 10, from one thread; {report.Processors} processors, load {report.Load:0.0}"));
        Row("chunks", _ => null, size => size.Chunks.ToString("n0", CultureInfo.InvariantCulture));
        Section("build: one thread applies the log, flushes and merges run beside it, a graph on one thread");
        Number("  chunks/s until searchable", "n0", size => size.Chunks / size.Build.SearchableSeconds);
        Number("  chunks/s until flushed and merged", "n0", size => size.Chunks / size.Build.Seconds);
        Number("  chunks a processor second", "n0", size => size.Chunks / size.Build.ProcessorSeconds);
        Number("  peak memory, MB (files not counted)", "n0", size => size.Build.PeakMegabytes);
        Sloped("  bytes/chunk, text", "n1", size => size.Build.TextBytes / (double)size.Chunks);
        Sloped("  bytes/chunk, vectors", "n1", size => size.Build.VectorBytes / (double)size.Chunks);
        Row("  segments, text + vectors", _ => null, size => $"{size.Build.TextSegments} + {size.Build.VectorSegments}");
        Section("queries, ms: fastest round of each query (all rounds in brackets)");
        Latency("  BM25", size => size.Bm25);
        Latency("  vectors", size => size.Dense);
        Number("    recall@10", "0.0000", size => size.Recall);
        Latency("  both", size => size.Hybrid);
        Number("    of the slower leg", "0.00", size => size.HybridOfSlowerLeg);
        Latency("  vectors, filter of 1 %", size => size.Filtered);
        Number("    recall@10", "0.0000", size => size.FilteredRecall);
        Number("    p50 of the unfiltered", "0.00", size => size.Filtered?.BestP50 / size.Dense?.BestP50);
        Latency("  BM25, every posting scored", size => size.Exhaustive);
        Row("    queries with other hits than that", _ => null, size => size.Differing.ToString(CultureInfo.InvariantCulture));
        if (sizes.All(size => size.Ingest is null))
            return;
        Section("searching beside ingestion, ms, all queries");
        Number("  chunks/s that arrive", "n0", size => size.Ingest?.Rate);
        Row("  p50 idle, busy", _ => null, size => Pair(size.Ingest?.Idle.P50, size.Ingest?.Busy.P50));
        Row("  p99 idle, busy", _ => null, size => Pair(size.Ingest?.Idle.P99, size.Ingest?.Busy.P99));
        Number("    p99 busy of idle", "0.00", size => size.Ingest?.Busy.P99 / size.Ingest?.Idle.P99);
        Row("  searchable after, p50, p99", _ => null, size => Pair(size.Ingest?.SearchableP50, size.Ingest?.SearchableP99));

        void Section(string name) => output.WriteLine(name);

        void Number(string name, string format, Func<IndexBenchSize, double?> figure) =>
            Row(name, _ => null, size => figure(size)?.ToString(format, CultureInfo.InvariantCulture));

        void Sloped(string name, string format, Func<IndexBenchSize, double?> figure) =>
            Row(name, figure, size => figure(size)?.ToString(format, CultureInfo.InvariantCulture));

        void Latency(string name, Func<IndexBenchSize, LatencyFigures?> figures)
        {
            Sloped(name + ", p50", "0.000", size => figures(size)?.BestP50);
            Row("", _ => null, size => InBrackets(figures(size)?.P50));
            Sloped(name + ", p99", "0.000", size => figures(size)?.BestP99);
            Row("", _ => null, size => InBrackets(figures(size)?.P99));
        }

        void Row(string name, Func<IndexBenchSize, double?> slope, Func<IndexBenchSize, string?> cell)
        {
            if (sizes.All(size => cell(size) is null))
                return;
            output.Write(name.PadRight(NameWidth));
            for (var i = 0; i < sizes.Count; i++)
            {
                if (i > 0)
                    output.Write(Slope(sizes[i - 1], sizes[i], slope).PadLeft(ColumnWidth / 2));
                output.Write((cell(sizes[i]) ?? "").PadLeft(ColumnWidth));
            }

            output.WriteLine();
        }
    }

    private static string Slope(IndexBenchSize before, IndexBenchSize after, Func<IndexBenchSize, double?> figure) =>
        figure(before) is { } low && figure(after) is { } high
            ? Math.Log(high / low, (double)after.Chunks / before.Chunks).ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private static string? InBrackets(double? value) => value?.ToString("(0.000)", CultureInfo.InvariantCulture);

    private static string? Pair(double? first, double? second) => first is null ? null : string.Create(CultureInfo.InvariantCulture, $"{first:0.00} {second:0.00}");
}
