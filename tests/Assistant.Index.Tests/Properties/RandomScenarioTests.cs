using Assistant.Core.Retrieval;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;

namespace Assistant.Index.Tests.Properties;

/// <summary>
/// Random documents, updates, deletions, tags, dates, vectors, flushes, merges and reopenings, then random queries under random
/// filters, against three references: the index's own exhaustive scoring (bit by bit), the SQLite index over the same store (the
/// same chunks for words that both analyze alike; the same order for vectors), and BM25F from its formulas (order and scores).
/// </summary>
public sealed class RandomScenarioTests
{
    private const int Everything = 1000;
    private const int ScenariosInOne = 50;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, 6).Select(i => 1 + (i * ScenariosInOne))];

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public async Task Whatever_happened_both_indexes_and_the_formulas_agree(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + ScenariosInOne; seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Scenario {seed}: {exception.Message}", exception);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        await using var scenario = new Scenario(seed);
        var random = new Random(seed);
        for (var step = random.Next(6, 16); step > 0; step--)
            await scenario.StepAsync();
        await scenario.CatchUpAsync();
        var chunks = await scenario.Log.ReadChunksAsync(1, long.MaxValue);
        AssertModel(scenario, chunks);
        for (var n = 0; n < 6; n++)
        {
            await CompareWordsAsync(scenario, chunks, random);
            CompareWithExhaustive(scenario, random);
            await CompareVectorsAsync(scenario, random);
        }

        var report = await scenario.Index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
        if (seed % 5 == 0)
            await CompareWithRebuiltAsync(scenario, random);
    }

    /// <summary>The store gives the indexes what the model says.</summary>
    private static void AssertModel(Scenario scenario, IReadOnlyList<IndexedChunk> chunks)
    {
        var expected = scenario.Documents.Where(d => d.Live is not null)
            .SelectMany(d => d.Live!.Chunks.Select(text => (scenario.KeyOf(d.Collection), d.Live.Kind, string.Join('|', d.Live.Tags), d.Live.Date, d.Live.Title, text)));
        Assert.Equal(expected.Order(), chunks.Select(c => (c.CollectionKey, c.DocumentKind, string.Join('|', c.Tags), c.Date, c.Title, c.Text)).Order());
    }

    private static async Task CompareWordsAsync(Scenario scenario, IReadOnlyList<IndexedChunk> chunks, Random random)
    {
        var (text, filter, depth) = (RandomWords.PlainQuery(random), scenario.Filter(), random.Next(1, 15));
        var all = (await scenario.Index.SearchAsync(new IndexQuery(text, [], filter, Everything))).Legs[0].Hits;
        var reference = (await scenario.Reference.SearchAsync(new IndexQuery(text, [], filter, Everything))).Legs[0].Hits;
        Assert.Equal(reference.Select(h => h.ChunkKey).Order(), all.Select(h => h.ChunkKey).Order());

        var formula = PlainReference.Search(chunks, text, filter, Everything, new Bm25Options(), Scenario.Languages);
        PlainReference.AssertSame(formula, all, Everything, 2e-5f);
        Assert.Equal(all.Take(depth), (await scenario.Index.SearchAsync(new IndexQuery(text, [], filter, depth))).Legs[0].Hits);
    }

    private static void CompareWithExhaustive(Scenario scenario, Random random)
    {
        var snapshot = scenario.Index.Snapshot;
        var query = QueryCompiler.Compile(RandomWords.AnyQuery(random), snapshot.Lexical, new Bm25Options().StopWordWeight);
        var searcher = new LexicalSearcher(new Bm25Options());
        var (filter, depth) = (scenario.Filter(), random.Next(1, 15));
        var pruned = searcher.Find(snapshot.Lexical, query, filter, depth, exhaustive: false, CancellationToken.None);
        Assert.Equal(searcher.Find(snapshot.Lexical, query, filter, depth, exhaustive: true, CancellationToken.None), pruned);

        // The filter takes hits away and changes nothing else: neither scores nor order.
        var unfiltered = searcher.Find(snapshot.Lexical, query, new SearchFilter(), Everything, exhaustive: true, CancellationToken.None);
        Assert.Equal(unfiltered.Where(hit => Passes(snapshot, hit.ChunkKey, filter)).Take(depth), pruned);
        GC.KeepAlive(snapshot);
    }

    private static bool Passes(IndexSnapshot snapshot, long key, SearchFilter filter)
    {
        var (view, doc) = snapshot.Find(key);
        var attributes = view!.Segment.Attributes[doc];
        return filter.Matches(attributes.Collection, attributes.Kind, attributes.Tags.Split(ChunkAttributes.Separator), DateTimeOffset.FromUnixTimeMilliseconds(attributes.Date));
    }

    private static async Task CompareVectorsAsync(Scenario scenario, Random random)
    {
        // The store rounds to float16, the index to steps of its own: scores differ by that much, and equals may change places.
        const float Rounding = 5e-5f;
        var (probe, filter) = (scenario.Probe(), scenario.Filter());
        var scores = (await scenario.Reference.SearchAsync(new IndexQuery(null, [probe], filter, Everything))).Legs[0].Hits.ToDictionary(hit => hit.ChunkKey, hit => hit.Score);
        foreach (var depth in (int[])[Everything, random.Next(1, 15)])
        {
            var query = new IndexQuery(null, [probe], filter, depth);
            var expected = (await scenario.Reference.SearchAsync(query)).Legs[0].Hits;
            var actual = (await scenario.Index.SearchAsync(query)).Legs[0].Hits;
            Assert.Equal(expected.Count, actual.Select(hit => hit.ChunkKey).Distinct().Count());
            Assert.All(expected.Zip(actual), pair =>
            {
                Assert.Equal(scores[pair.Second.ChunkKey], pair.Second.Score, Rounding);
                Assert.Equal(pair.First.Score, scores[pair.Second.ChunkKey], Rounding);
            });
        }
    }

    private static async Task CompareWithRebuiltAsync(Scenario scenario, Random random)
    {
        var queries = Enumerable.Range(0, 5).Select(_ => new IndexQuery(RandomWords.AnyQuery(random), [scenario.Probe()], scenario.Filter(), 20)).ToList();
        var before = new List<IndexResult>();
        foreach (var query in queries)
            before.Add(await scenario.Index.SearchAsync(query));
        Assert.True((await scenario.Index.RebuildAsync()).Healthy);
        for (var i = 0; i < queries.Count; i++)
        {
            var after = await scenario.Index.SearchAsync(queries[i]);
            Assert.Equal(before[i].Legs.Select(leg => leg.Hits), after.Legs.Select(leg => leg.Hits));
        }
    }
}
