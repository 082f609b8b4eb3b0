using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Evals.Ranking;
using Assistant.Index;

namespace Assistant.Evals.Index;

/// <summary>
/// The bench <c>index</c>: builds a whole hybrid index of each size through its change log, a text and a vector each chunk, and measures the build,
/// its memory and bytes, and queries by text, by vector and by both, one after the other from one thread. Can read the corpus that the peers read, so that
/// their figures can stand beside these.
/// </summary>
public static class IndexBench
{
    private const int Depth = 10;
    private const int TruthQueries = 200;
    private const int ExhaustiveRounds = 3;
    private static readonly int[] GeneratedSizes = [10_000, 100_000];
    private static readonly SearchFilter Everything = new();
    private static readonly SearchFilter Rare = new(new HashSet<int> { CorpusChangeLog.RareCollection });

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0; 1 when pruned hits differ from those of exhaustive scoring.</returns>
    /// <exception cref="IOException">The folder lacks a file of a corpus.</exception>
    /// <exception cref="InvalidDataException">The files do not fit together, or a size is larger than the corpus.</exception>
    public static async Task<int> RunAsync(IndexBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var work = Directory.CreateTempSubdirectory("assistant-bench-").FullName;
        try
        {
            var folder = options.Folder ?? Path.Combine(work, "corpus");
            if (options.Folder is null)
            {
                var most = options.Chunks.Count > 0 ? options.Chunks.Max() : GeneratedSizes[^1];
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"generating {most} chunks")).ConfigureAwait(false);
                CorpusGenerator.Write(folder, new CorpusOptions { Chunks = most, Dimensions = options.Dimensions, Seed = options.Seed, WordsFrom = options.WordsFrom }, cancellationToken);
            }

            using var corpus = new CorpusFolder(folder, options.Dimensions);
            var sizes = options.Chunks.Count > 0 ? [.. options.Chunks.Order()] : options.Folder is null ? GeneratedSizes : [corpus.Count];
            if (sizes[^1] > corpus.Count)
                throw new InvalidDataException($"{folder} holds {corpus.Count} chunks, not {sizes[^1]}.");
            var measured = new List<IndexBenchSize>();
            foreach (var chunks in sizes)
            {
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"building and asking {chunks} chunks")).ConfigureAwait(false);
                measured.Add(await MeasureAsync(options, corpus, chunks, Path.Combine(work, "index"), cancellationToken).ConfigureAwait(false));
                Directory.Delete(Path.Combine(work, "index"), recursive: true);
            }

            var source = options.Folder ?? (options.WordsFrom is { } words ? $"generated, seed {options.Seed}, words of {Path.GetFileName(Path.TrimEndingDirectorySeparator(words))}" : $"generated, seed {options.Seed}");
            var report = new IndexBenchReport(source, options.Dimensions, corpus.Queries.Count, Environment.ProcessorCount, Load(), measured);
            if (options.Json)
                await output.WriteLineAsync(JsonSerializer.Serialize(report, AssistantJson.Options)).ConfigureAwait(false);
            else
                IndexBenchTable.Write(report, output);
            return measured.TrueForAll(size => size.Differing == 0) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<IndexBenchSize> MeasureAsync(IndexBenchOptions options, CorpusFolder corpus, int chunks, string folder, CancellationToken cancellationToken)
    {
        var log = new CorpusChangeLog(corpus, chunks);
        var vectors = corpus.Dimensions > 0;
        var index = IndexBuild.Open(log, folder);
        await using (index.ConfigureAwait(false))
        {
            var build = await IndexBuild.RunAsync(index, folder, cancellationToken).ConfigureAwait(false);
            var (recall, filteredRecall) = vectors ? await RecallAsync(index, corpus, chunks, cancellationToken).ConfigureAwait(false) : (default(double?), default(double?));
            var bm25 = new Leg(corpus.Queries.Count, i => Ask(corpus, i, text: true, vector: false, Everything));
            var dense = new Leg(corpus.Queries.Count, i => Ask(corpus, i, text: false, vector: true, Everything));
            var hybrid = new Leg(corpus.Queries.Count, i => Ask(corpus, i, text: true, vector: true, Everything));
            var filtered = new Leg(corpus.Queries.Count, i => Ask(corpus, i, text: false, vector: true, Rare));
            await TimeAsync(options, index, corpus.Queries.Count, vectors ? [bm25, dense, hybrid, filtered] : [bm25], cancellationToken).ConfigureAwait(false);
            var (differing, exhaustive) = PruningCheck.Run(folder, IndexBuild.Parameters, corpus.Queries, Depth, ExhaustiveRounds, cancellationToken);
            var ingest = options.IngestSeconds > 0
                ? await new IngestBench(index, log, i => Ask(corpus, i % corpus.Queries.Count, text: true, vectors, Everything), options).RunAsync(cancellationToken).ConfigureAwait(false)
                : null;
            var ratios = corpus.Queries.Select((_, i) => hybrid.Times.Best[i] / Math.Max(bm25.Times.Best[i], dense.Times.Best[i])).ToList();
            return new IndexBenchSize(
                chunks, build, bm25.Times.Figures, vectors ? dense.Times.Figures : null, vectors ? hybrid.Times.Figures : null, vectors ? RankingMetrics.Percentile(ratios, 0.5) : null,
                recall, vectors ? filtered.Times.Figures : null, filteredRecall, exhaustive, differing, ingest);
        }
    }

    private static IndexQuery Ask(CorpusFolder corpus, int query, bool text, bool vector, SearchFilter filter) => new(
        text ? corpus.Queries[query] : null,
        vector ? [new DenseProbe("dense", CorpusChangeLog.EncoderId, ContentKind.Text, corpus.QueryVectors.Slice(query * corpus.Dimensions, corpus.Dimensions))] : [],
        filter,
        Depth);

    /// <summary>Asks everything by each leg in turn, round by round, so that all legs see the same machine.</summary>
    private static async Task TimeAsync(IndexBenchOptions options, HybridIndex index, int queries, IReadOnlyList<Leg> legs, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var round = clock.Elapsed < options.WarmUp ? -1 : 0; round < options.Rounds; round += round < 0 && clock.Elapsed < options.WarmUp ? 0 : 1)
        {
            foreach (var leg in legs)
            {
                for (var i = 0; i < queries; i++)
                {
                    var query = leg.Query(i);
                    var start = Stopwatch.GetTimestamp();
                    await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
                    if (round >= 0)
                        leg.Times.Add(i, Stopwatch.GetElapsedTime(start));
                }
            }
        }
    }

    /// <summary>Recall@10 without and with the narrow filter.</summary>
    private static async Task<(double? All, double? Filtered)> RecallAsync(HybridIndex index, CorpusFolder corpus, int chunks, CancellationToken cancellationToken)
    {
        var (truth, known) = corpus.Truth(chunks, TruthQueries, cancellationToken);
        var some = Math.Min(TruthQueries, corpus.Queries.Count);
        var rare = ExactNeighbours.Find(corpus, chunks, some, Depth, row => CorpusChangeLog.CollectionOf(row) == CorpusChangeLog.RareCollection, cancellationToken);
        return (await FoundAsync(Everything, truth, CorpusFolder.TruthRows, known).ConfigureAwait(false), await FoundAsync(Rare, rare, Depth, some).ConfigureAwait(false));

        async Task<double> FoundAsync(SearchFilter filter, int[] nearest, int stride, int queries)
        {
            int found = 0, wanted = 0;
            for (var i = 0; i < queries; i++)
            {
                var result = await index.SearchAsync(Ask(corpus, i, text: false, vector: true, filter), cancellationToken).ConfigureAwait(false);
                var rows = nearest.AsSpan(i * stride, Depth).ToArray().Where(row => row >= 0).ToHashSet();
                wanted += rows.Count;
                found += result.Legs[0].Hits.Count(hit => rows.Contains((int)hit.ChunkKey - 1));
            }

            return wanted == 0 ? 1 : (double)found / wanted;
        }
    }

    private static double? Load() =>
        OperatingSystem.IsLinux() ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null;

    private sealed record Leg(QueryTimes Times, Func<int, IndexQuery> Query)
    {
        public Leg(int queries, Func<int, IndexQuery> query)
            : this(new QueryTimes(queries), query)
        {
        }
    }
}
