using System.Diagnostics;
using System.Globalization;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Evals.Index;

/// <summary>
/// Measures filters on one thread: how long it takes to find the rows that pass, which every leg does for a filter that it does not
/// remember, and BM25 queries under filters. Chunks are grouped into documents of eight with random collections, tags and dates.
/// </summary>
public sealed class FilterBench
{
    private const int ChunksInDocument = 8;
    private const int Collections = 100;
    private const int Days = 1000;
    private const int Rounds = 7;
    private const int WarmRounds = 10;
    private const int Depth = 10;
    private static readonly DateTimeOffset FirstDay = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Bm25Options Bm25 = IndexBuild.Parameters;
    private readonly List<string> texts;
    private readonly IReadOnlyList<string> queries;
    private readonly TextWriter output;

    private FilterBench(List<string> texts, IReadOnlyList<string> queries, TextWriter output) => (this.texts, this.queries, this.output) = (texts, queries, output);

    /// <summary>Measures over the first chunks of a corpus and writes a table.</summary>
    /// <param name="folder">A corpus (<see cref="CorpusFolder"/>).</param>
    /// <param name="chunks">At most this many.</param>
    /// <param name="output">Takes the table.</param>
    /// <param name="cancellationToken">Ends it between queries.</param>
    public static void Run(string folder, int chunks, TextWriter output, CancellationToken cancellationToken)
    {
        using var corpus = new CorpusFolder(folder, 0);
        new FilterBench(corpus.ReadTexts(0, Math.Min(chunks, corpus.Count)), corpus.Queries, output).Run(cancellationToken);
    }

    /// <summary>Builds a segment in memory and writes a table.</summary>
    private void Run(CancellationToken cancellationToken)
    {
        var view = new SegmentView(Build());
        var attributes = view.Segment.Attributes;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"filters        {texts.Count} chunks in documents of {ChunksInDocument}, {attributes.Length / (double)texts.Count:F2} bytes a chunk; a filter is new to every search but in the last column"));
        output.WriteLine("  filter                   rows pass   select p50 µs   bm25 p50 ms   p99 ms   remembered p50 ms");
        Line("none", view, _ => new SearchFilter(), cancellationToken);
        Line("collection 1 %", view, i => new SearchFilter(new HashSet<int> { i % Collections }), cancellationToken);
        Line("collections 50 %", view, i => new SearchFilter(Enumerable.Range(i % Collections, Collections / 2).Select(c => c % Collections).ToHashSet()), cancellationToken);
        foreach (var (name, share) in ((string, int)[])[("1 %", 100), ("10 %", 10), ("50 %", 2)])
            Line("tag " + name, view, i => new SearchFilter { Tags = [$"{share}-{i % share}"] }, cancellationToken);
        foreach (var share in (int[])[1, 10, 50, 90])
            Line($"dates {share} %", view, i => Range(i % (Days - (Days * share / 100)), Days * share / 100), cancellationToken);
        Line("all of them, 2.5 %", view, i => Range(i % (Days / 2), Days / 2) with { Tags = [$"10-{i % 10}"], Collections = Enumerable.Range(i % Collections, Collections / 2).Select(c => c % Collections).ToHashSet() }, cancellationToken);
    }

    private static SearchFilter Range(int day, int days) => new() { From = FirstDay.AddDays(day), To = FirstDay.AddDays(day + days) };

    private LexicalSegment Build()
    {
        var random = new Random(5);
        var builder = new SegmentBuilder(FieldWeights.Of(Bm25), new LanguageChooser(Language.English));
        var chunk = new IndexedChunk(0, 0, ContentKind.Text, BlockKind.Paragraph, null, [], "");
        for (var i = 0; i < texts.Count; i++)
        {
            if (i % ChunksInDocument == 0)
            {
                chunk = chunk with
                {
                    CollectionKey = random.Next(Collections),
                    Tags = Tags.Fold([$"2-{random.Next(2)}", $"10-{random.Next(10)}", $"100-{random.Next(100)}"]),
                    Date = FirstDay.AddDays(random.NextDouble() * Days),
                };
            }

            builder.Add(chunk with { Key = i + 1, Text = texts[i] });
        }

        return builder.Build();
    }

    private void Line(string name, SegmentView view, Func<int, SearchFilter> filterOf, CancellationToken cancellationToken)
    {
        var searcher = new LexicalSearcher(Bm25);
        var filters = queries.Select((_, i) => filterOf(i)).ToList();
        var selected = view.Segment.Attributes.Select(filters[0]);
        var passing = selected is null ? texts.Count : selected.Sum(System.Numerics.BitOperations.PopCount);
        var select = Measure(i => view.Segment.Attributes.Select(filters[i]), cancellationToken);
        void Find(int i, SearchFilter filter) => searcher.Find([view], QueryCompiler.Compile(queries[i], [view], 1), filter, Depth, false, cancellationToken);
        var fresh = Measure(i => Find(i, filters[i]), cancellationToken);
        var remembered = Measure(i => Find(i, filters[0]), cancellationToken);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-24}{passing / (double)texts.Count,10:P1}{Best(select, .5) * 1000,16:F1}{Best(fresh, .5),14:F4}{Best(fresh, .99),9:F3}{Best(remembered, .5),20:F4}"));
    }

    private double[][] Measure(Action<int> search, CancellationToken cancellationToken)
    {
        var rounds = new double[Rounds][];
        for (var r = -WarmRounds; r < Rounds; r++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var times = new double[queries.Count];
            for (var i = 0; i < times.Length; i++)
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

    /// <summary>Of the fastest round of each query.</summary>
    private static double Best(double[][] rounds, double share)
    {
        double[] sorted = [.. Enumerable.Range(0, rounds[0].Length).Select(i => rounds.Min(r => r[i])).Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
