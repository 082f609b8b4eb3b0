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
/// Measures the BM25 leg on one thread: indexing rate, bytes a chunk, query times pruned and exhaustive, and whether both
/// give the same hits. Reads the corpus that the peers read, so that their figures can stand beside these.
/// </summary>
public static class IndexBench
{
    /// <summary>Runs the bench and writes a table.</summary>
    /// <exception cref="FileNotFoundException">The folder lacks the corpus or the queries.</exception>
    public static void Run(IndexBenchOptions options, TextWriter output, CancellationToken cancellationToken = default)
    {
        var texts = ReadTexts(Path.Combine(options.Folder, "corpus.jsonl"), options.Limit ?? int.MaxValue);
        var queries = ReadTexts(Path.Combine(options.Folder, "queries.jsonl"), int.MaxValue);
        // The peers' parameters, so that the same work is measured.
        var bm25 = new Bm25Options { K1 = 1.2, B = 0.75 };
        var weights = FieldWeights.Of(bm25);
        var builder = new SegmentBuilder(weights, new LanguageChooser(Language.English));
        SegmentView view = null!;
        var rate = 0.0;
        var cpuRate = 0.0;
        for (var round = 0; round < options.BuildRounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < texts.Count; i++)
                builder.Add(new IndexedChunk(i + 1, 1, ContentKind.Text, BlockKind.Paragraph, null, [], texts[i]));
            view = new SegmentView(builder.Build());
            rate = Math.Max(rate, texts.Count / clock.Elapsed.TotalSeconds);
            cpuRate = Math.Max(cpuRate, texts.Count / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }

        var searcher = new LexicalSearcher(bm25);
        var parsed = queries.ConvertAll(q => PlainQuery.Of(q));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chunks {texts.Count}  indexing {rate:F0}/s ({cpuRate:F0} a processor second)  bytes/chunk {view.Segment.Bytes / (double)texts.Count:F1}  terms {view.Segment.Terms.Count}"));
        Print(output, "pruned", Measure(options, queries.Count, i => searcher.Find([view], PlainQuery.Of(queries[i]), new SearchFilter(), options.Depth, false, cancellationToken)));
        Print(output, "exhaustive", Measure(options, queries.Count, i => searcher.Find([view], PlainQuery.Of(queries[i]), new SearchFilter(), options.Depth, true, cancellationToken)));
        var differing = 0;
        for (var i = 0; i < queries.Count; i++)
        {
            var a = searcher.Find([view], parsed[i], new SearchFilter(), options.Depth, false, cancellationToken);
            var b = searcher.Find([view], parsed[i], new SearchFilter(), options.Depth, true, cancellationToken);
            differing += a.SequenceEqual(b) ? 0 : 1;
        }

        output.WriteLine($"queries whose hits differ from exhaustive scoring: {differing} of {queries.Count}");
    }

    private static double[][] Measure(IndexBenchOptions options, int queries, Action<int> search)
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
            $"{name,-12} p50 {At(every, .5):F4}  p99 {At(every, .99):F4}  mean {every.Average():F4}  best p50 {At(best, .5):F4}  best p99 {At(best, .99):F4} ms"));

        static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

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
