using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Evals.Index;

/// <summary>
/// Measures the BM25 leg on one thread: indexing rate, bytes a chunk, query times pruned and exhaustive, whether both give the
/// same hits, and query times while chunks are ingested. Reads the corpus that the peers read, so that their figures can
/// stand beside these.
/// </summary>
public static class IndexBench
{
    // The peers' parameters, so that the same work is measured.
    private static readonly Bm25Options Bm25 = new() { K1 = 1.2, B = 0.75 };

    /// <summary>Runs the bench and writes a table.</summary>
    /// <exception cref="FileNotFoundException">The folder lacks the corpus or the queries.</exception>
    public static async Task RunAsync(IndexBenchOptions options, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var texts = ReadTexts(Path.Combine(options.Folder, "corpus.jsonl"), options.Limit ?? int.MaxValue);
        var queries = ReadTexts(Path.Combine(options.Folder, "queries.jsonl"), int.MaxValue);
        var folder = Directory.CreateTempSubdirectory("assistant-bench-").FullName;
        try
        {
            var views = Build(options, texts, folder, output, cancellationToken);
            MeasureQueries($"{views.Count} segment(s)", options, views, queries, output, cancellationToken);
            if (views.Count > 1)
            {
                var clock = Stopwatch.StartNew();
                views = [new SegmentView(new SegmentFolder(folder + "/merged", FieldWeights.Of(Bm25)).WriteLexical((segment, spool) => SegmentMerger.Merge(views, FieldWeights.Of(Bm25), segment, spool, cancellationToken)))];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"merge          {texts.Count / clock.Elapsed.TotalSeconds:F0} chunks/s  bytes/chunk {views[0].Segment.Bytes / (double)texts.Count:F1}"));
                MeasureQueries("merged", options, views, queries, output, cancellationToken);
            }

            new FilterBench(texts, queries, Bm25, options, output).Run(cancellationToken);
            if (options.IngestSeconds > 0)
                await new IngestBench(options, texts, queries).RunAsync(output, folder + "/live", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<SegmentView> Build(IndexBenchOptions options, List<string> texts, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        var weights = FieldWeights.Of(Bm25);
        var builder = new SegmentBuilder(weights, new LanguageChooser(Language.English));
        var views = new List<SegmentView>();
        double rate = 0, cpuRate = 0;
        for (var round = 0; round < options.BuildRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var files = new SegmentFolder(Path.Combine(folder, round.ToString(CultureInfo.InvariantCulture)), weights);
            views.Clear();
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < texts.Count; i++)
            {
                builder.Add(new IndexedChunk(i + 1, 1, ContentKind.Text, BlockKind.Paragraph, null, [], texts[i]));
                if (builder.Count == options.SegmentChunks || i == texts.Count - 1)
                    views.Add(new SegmentView(files.WriteLexical(builder.Write)));
            }

            rate = Math.Max(rate, texts.Count / clock.Elapsed.TotalSeconds);
            cpuRate = Math.Max(cpuRate, texts.Count / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"build          {texts.Count} chunks  {rate:F0}/s  {cpuRate:F0} a processor second  bytes/chunk {views.Sum(v => v.Segment.Bytes) / (double)texts.Count:F1}"));
        return views;
    }

    private static void MeasureQueries(string name, IndexBenchOptions options, List<SegmentView> views, List<string> queries, TextWriter output, CancellationToken cancellationToken)
    {
        var searcher = new LexicalSearcher(Bm25);
        IReadOnlyList<LegHit> Find(int i, bool exhaustive) =>
            searcher.Find(views, QueryCompiler.Compile(queries[i], views, 1), new SearchFilter(), options.Depth, exhaustive, cancellationToken);
        output.WriteLine(name);
        Print(output, "  pruned", Measure(options, queries.Count, i => Find(i, false)));
        Print(output, "  exhaustive", Measure(options, queries.Count, i => Find(i, true)));
        var differing = Enumerable.Range(0, queries.Count).Count(i => !Find(i, false).SequenceEqual(Find(i, true)));
        output.WriteLine($"  queries whose hits differ from exhaustive scoring: {differing} of {queries.Count}");
    }

    internal static double[][] Measure(IndexBenchOptions options, int queries, Action<int> search)
    {
        var rounds = new double[options.Rounds][];
        for (var r = -options.WarmRounds; r < options.Rounds; r++)
        {
            var times = new double[queries];
            for (var i = 0; i < queries; i++)
            {
                var start = Stopwatch.GetTimestamp();
                search(i);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            if (r >= 0)
                rounds[r] = times;
        }

        return rounds;
    }

    private static void Print(TextWriter output, string name, double[][] rounds)
    {
        var every = rounds.SelectMany(r => r).Order().ToArray();
        var best = Enumerable.Range(0, rounds[0].Length).Select(i => rounds.Min(r => r[i])).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14} p50 {At(every, .5):F4}  p99 {At(every, .99):F4}  mean {every.Average():F4}  fastest round of each query: p50 {At(best, .5):F4}  p99 {At(best, .99):F4} ms"));
    }

    internal static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static List<string> ReadTexts(string path, int limit)
    {
        var texts = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (texts.Count == limit)
                break;
            using var json = JsonDocument.Parse(line);
            texts.Add(json.RootElement.GetProperty("text").GetString()!);
        }

        return texts;
    }
}
