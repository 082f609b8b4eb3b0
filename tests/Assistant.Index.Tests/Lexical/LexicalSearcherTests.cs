using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;

namespace Assistant.Index.Tests.Lexical;

public sealed class LexicalSearcherTests
{
    [Theory]
    [InlineData(1, 12000, 1)]
    [InlineData(2, 9000, 3)]
    [InlineData(3, 5000, 1)]
    public void Pruned_searches_equal_exhaustive_ones_bit_by_bit(int seed, int chunks, int segments)
    {
        var random = new Random(seed);
        var all = Enumerable.Range(1, chunks).Select(k => HybridIndexTests.RandomChunk(random) with { Key = k }).ToList();

        // Segments of interleaved keys: equal scores must still come by key.
        var views = Enumerable.Range(0, segments).Select(s => new SegmentView(SegmentFixture.Build(all.Where(c => c.Key % segments == s)))).ToList();
        for (var round = 0; round < 10; round++)
        {
            var first = random.Next(chunks);
            views = views.ConvertAll(v => v.Delete(first, first + 30));
        }

        var parameters = new[]
        {
            new Bm25Options(), new Bm25Options { K1 = 0.4, B = 0.2 }, new Bm25Options { K1 = 3, B = 1 },
            new Bm25Options { TitleWeight = 7, HeadingsWeight = 0.5, BodyWeight = 1.5, CaptionWeight = 0.3 },
        };
        foreach (var options in parameters)
        {
            // Other field weights than those of the segment need their own view of it.
            var weights = FieldWeights.Of(options);
            var own = views.ConvertAll(v => SegmentView.WithDeleted(v.Segment.WithWeights(weights), Enumerable.Range(0, v.Segment.Count).Where(v.IsDeleted)));
            var searcher = new LexicalSearcher(options);
            for (var round = 0; round < 60; round++)
            {
                var words = string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => HybridIndexTests.Vocabulary[HybridIndexTests.Skewed(random)]));
                var query = QueryCompiler.Compile(words, own, 0);
                if (round % 5 == 4)
                    query = query with { Terms = [.. query.Terms.Select(t => t with { Fields = random.Next(1, 16) })] };
                if (round % 7 == 6)
                    query = query with { Excluded = [new QueryPhrase([(0, [0])], FieldWeights.AllFields)] };
                var filter = random.Next(3) == 0 ? new SearchFilter(new HashSet<int> { random.Next(4) }) : new SearchFilter();
                var depth = random.Next(2) == 0 ? 10 : random.Next(1, 200);
                Assert.Equal(
                    searcher.Find(own, query, filter, depth, exhaustive: true, default),
                    searcher.Find(own, query, filter, depth, exhaustive: false, default));
            }
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Phrases_and_exclusions_equal_a_scan_of_the_texts(int seed)
    {
        var random = new Random(seed);
        string[] words = ["red", "green", "blue", "gold", "grey", "pink"];
        var texts = Enumerable.Range(0, 3000).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)]))).ToList();
        List<SegmentView> views = [new(SegmentFixture.Build(texts.Take(1800).Select((t, i) => SegmentFixture.Chunk(i, t)))), new(SegmentFixture.Build(texts.Skip(1800).Select((t, i) => SegmentFixture.Chunk(i + 1800, t))))];
        var searcher = new LexicalSearcher(new Bm25Options());
        for (var round = 0; round < 60; round++)
        {
            var phrase = string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => words[random.Next(words.Length)]));
            var excluded = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => words[random.Next(words.Length)]));
            var expected = Enumerable.Range(0, texts.Count)
                .Where(i => $" {texts[i]} ".Contains($" {phrase} ", StringComparison.Ordinal) && !$" {texts[i]} ".Contains($" {excluded} ", StringComparison.Ordinal))
                .Select(i => (long)i).ToHashSet();
            var hits = searcher.Find(views, QueryCompiler.Compile($"\"{phrase}\" -\"{excluded}\"", views, 0), new SearchFilter(), 3000, false, default);
            Assert.Equal(expected, hits.Select(h => h.ChunkKey).ToHashSet());
            Assert.Equal(hits.OrderByDescending(h => h.Score).ThenBy(h => h.ChunkKey), hits);
        }
    }

    [Fact]
    public void A_field_limits_where_a_word_may_stand()
    {
        List<SegmentView> views =
        [
            new(SegmentFixture.Build(
            [
                MemoryChangeLog.Chunk("about ownership", title: "Loops") with { Key = 1 },
                MemoryChangeLog.Chunk("about loops", title: "Ownership") with { Key = 2 },
                MemoryChangeLog.Chunk("nothing", block: Core.Content.BlockKind.Caption, headings: ["Ownership rules"]) with { Key = 3 },
                MemoryChangeLog.Chunk("ownership diagram", block: Core.Content.BlockKind.Ocr) with { Key = 4 },
            ])),
        ];
        Assert.Equal([2], KeysOf(views, "title:ownership"));
        Assert.Equal([3], KeysOf(views, "headings:ownership"));
        Assert.Equal([1], KeysOf(views, "body:ownership"));
        Assert.Equal([4], KeysOf(views, "ocr:ownership"));
        Assert.Equal([1, 2, 3, 4], KeysOf(views, "ownership").Order());
        Assert.Equal([1, 2, 3, 4], KeysOf(views, "owner*").Order());
        Assert.Equal([3], KeysOf(views, "\"ownership rules\""));
        Assert.Empty(KeysOf(views, "\"rules ownership\""));
        Assert.Equal([1, 2], KeysOf(views, "about -nothing").Order());
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        List<SegmentView> views = [new(SegmentFixture.Build([SegmentFixture.Chunk(1, "word")]))];
        Assert.Throws<OperationCanceledException>(() =>
            new LexicalSearcher(new Bm25Options()).Find(views, QueryCompiler.Compile("word", views, 0), new SearchFilter(), 10, false, new CancellationToken(true)));
    }

    private static IEnumerable<long> KeysOf(List<SegmentView> views, string query) =>
        new LexicalSearcher(new Bm25Options()).Find(views, QueryCompiler.Compile(query, views, 0), new SearchFilter(), 100, false, default).Select(h => h.ChunkKey);
}
