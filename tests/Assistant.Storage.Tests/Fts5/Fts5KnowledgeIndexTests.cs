using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Fts5;

namespace Assistant.Storage.Tests.Fts5;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class Fts5KnowledgeIndexTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    private string IndexFile => Path.Combine(_storage.Directory.IndexPath, "fts5.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Title_outweighs_body_and_stems_and_accents_match()
    {
        await _storage.AddAsync("body.md", "some words about a garden and other long things to read");
        await _storage.AddAsync("title.md", "some words about nothing and other long things to read", title: "Gardening");
        await _storage.AddAsync("accent.md", "Un café à côté de chez nous");
        Assert.Equal(["some words about nothing and other long things to read", "some words about a garden and other long things to read"], await _storage.FindTextsAsync("gardens"));
        Assert.Single(await _storage.FindTextsAsync("cafe cote"));
        var hits = await _storage.SearchAsync("gardens");
        Assert.True(hits[0].Score > hits[1].Score && hits[1].Score > 0);
    }

    [Fact]
    public async Task Equal_scores_are_ordered_by_chunk_key_at_every_depth()
    {
        for (var i = 0; i < 40; i++)
            await _storage.AcceptAsync($"{i}.md", $"{i}");
        var refs = (await _storage.Store.ListAsync(new())).Select(document => document.Id).ToList();
        await _storage.Store.CommitParsedAsync([.. refs.Select((id, i) => StorageFixture.Parse(new ContentRef(id, 1), i % 4 == 3 ? "apple apple pie" : "apple pie tart"))]);
        await _storage.Index.CatchUpAsync();

        var all = await _storage.SearchAsync("apple");
        Assert.Equal(all.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.ChunkKey), all);
        Assert.Equal(2, all.Select(hit => hit.Score).Distinct().Count());
        foreach (var depth in (int[])[1, 5, 10, 11, 25])
            Assert.Equal(all.Take(depth), await _storage.SearchAsync("apple", depth: depth));
    }

    [Fact]
    public async Task Chinese_Japanese_and_Korean_words_are_found()
    {
        await _storage.AddAsync("zh.md", "把文件复制到另一个目录。tar 命令");
        await _storage.AddAsync("ja.md", "日本語の全文検索エンジンと黒猫", title: "検索の手引き");
        await _storage.AddAsync("ko.md", "데이터베이스 검색은 빠르다");
        Assert.Equal(["把文件复制到另一个目录。tar 命令"], await _storage.FindTextsAsync("目录"));
        Assert.Equal(["把文件复制到另一个目录。tar 命令"], await _storage.FindTextsAsync("tar"));
        Assert.Equal(["日本語の全文検索エンジンと黒猫"], await _storage.FindTextsAsync("エンジン"));
        Assert.Equal(["日本語の全文検索エンジンと黒猫"], await _storage.FindTextsAsync("手引"));
        Assert.Equal(["日本語の全文検索エンジンと黒猫"], await _storage.FindTextsAsync("猫"));
        Assert.Equal(["데이터베이스 검색은 빠르다"], await _storage.FindTextsAsync("검색"));
    }

    [Fact]
    public async Task Filters_act_inside_the_leg_and_change_no_score()
    {
        for (var i = 0; i < 30; i++)
            await _storage.AddAsync($"many/{i}.md", $"pear pear number {i}", "many");
        await _storage.AddAsync("few.md", "one pear among many other words that make it score lower than the rest", "few");
        await _storage.AddAsync("few.png", "pear picture", "few", kind: ContentKind.Image);
        var few = (await _storage.Store.ListCollectionsAsync()).Single(collection => collection.Name == "few").Key;

        var unfiltered = (await _storage.SearchAsync("pear")).ToDictionary(hit => hit.ChunkKey, hit => hit.Score);
        Assert.Equal(32, unfiltered.Count);
        var filtered = await _storage.SearchAsync("pear", new SearchFilter(new HashSet<int> { few }), depth: 2);
        Assert.Equal(2, filtered.Count);
        Assert.All(filtered, hit => Assert.Equal(unfiltered[hit.ChunkKey], hit.Score, 1e-5f));
        Assert.Equal(["pear picture"], await _storage.FindTextsAsync("pear", new SearchFilter(Kind: ContentKind.Image)));
        Assert.Equal(["one pear among many other words that make it score lower than the rest"], await _storage.FindTextsAsync("pear", new SearchFilter(new HashSet<int> { few }, ContentKind.Text)));
        Assert.Empty(await _storage.FindTextsAsync("pear", new SearchFilter(new HashSet<int>())));
        Assert.Empty(await _storage.FindTextsAsync("pear", new SearchFilter(new HashSet<int> { 999 })));
        Assert.Empty(await _storage.FindTextsAsync("c1 c2 ktext kimage"));
    }

    [Fact]
    public async Task Hostile_queries_are_answered()
    {
        await _storage.AddAsync("a.md", "a needle in hay and NEAR things, AND or NOT, 猫 🙂 x");
        string[] pieces = ["\"", "'", "*", ":", "(", ")", "-", "+", "^", "{", "}", "\0", "\ud800", "\udc00", "🙂", "AND", "OR", "NOT", "NEAR", "NEAR(", "title:", "scope:", "\uE000c1", "rank", "--", ";", "/*", "%", "_", "\\", "猫", "\u0301", "e\u0301", "ﬁ", "\t", "\n", "needle"];
        var random = new Random(11);
        for (var round = 0; round < 600; round++)
        {
            var query = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            var hits = await _storage.SearchAsync(query);
            if (query.Contains(" needle ", StringComparison.Ordinal))
                Assert.Single(hits);
        }

        for (var round = 0; round < 200; round++)
            await _storage.SearchAsync(new string([.. Enumerable.Range(0, 40).Select(_ => (char)random.Next(0x10000))]));
        Assert.Single(await _storage.SearchAsync(new string('"', 10_000) + " needle"));
        Assert.Empty(await _storage.SearchAsync(new string('q', 10_000)));
        await _storage.SearchAsync(string.Concat(Enumerable.Repeat("needle* AND (", 800)));
    }

    [Fact]
    public async Task Catch_ups_at_the_same_time_share_the_work()
    {
        for (var i = 0; i < 50; i++)
            await _storage.CommitAsync((await _storage.AcceptAsync($"{i}.md", $"{i}")).Ref, $"text {i}");
        var latest = await _storage.Log.LatestAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _storage.Index.CatchUpAsync().AsTask())));
        Assert.All(results, sequence => Assert.Equal(latest, sequence));
        Assert.Equal(50, (await _storage.SearchAsync("text")).Count);
        Assert.True((await _storage.Index.VerifyAsync()).Healthy);
    }

    [Fact]
    public async Task Index_says_which_change_it_holds_and_goes_on_from_there_when_opened_again()
    {
        await _storage.AddAsync("a.md", "first");
        var applied = _storage.Index.AppliedSequence;
        await _storage.CommitAsync((await _storage.AcceptAsync("b.md", "x")).Ref, "second");
        await using var again = _storage.OpenAgain();
        Assert.Equal(applied, again.Index.AppliedSequence);
        Assert.Empty(await again.SearchAsync("second"));
        Assert.Equal(applied + 1, await again.Index.CatchUpAsync());
        Assert.Single(await again.SearchAsync("second"));
    }

    [Theory]
    [InlineData("header")]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("another database")]
    public async Task Damaged_file_is_detected_at_open_and_built_anew(string damage)
    {
        for (var i = 0; i < 200; i++)
            await _storage.CommitAsync((await _storage.AcceptAsync($"{i}.md", $"{i}")).Ref, $"text number {i}");
        using (var index = new Fts5KnowledgeIndex(_storage.Directory, _storage.Log, Microsoft.Extensions.Logging.Abstractions.NullLogger<Fts5KnowledgeIndex>.Instance))
            await index.CatchUpAsync();

        using (var file = File.Open(IndexFile, FileMode.Open))
        {
            if (damage == "header")
                file.Write(Encoding.ASCII.GetBytes("this is no database file at all"));
            else
                file.SetLength(damage == "truncated" ? file.Length / 2 / 4096 * 4096 : 0);
        }

        if (damage == "another database")
            File.Copy(_storage.Directory.DatabasePath, IndexFile, overwrite: true);
        Assert.Equal(await _storage.Log.LatestAsync(), await _storage.Index.CatchUpAsync());
        Assert.Single(await _storage.SearchAsync("150"));
        Assert.True((await _storage.Index.VerifyAsync()).Healthy);
    }

    [Fact]
    public async Task Verify_names_what_differs_and_rebuild_repairs_it()
    {
        for (var i = 0; i < 5; i++)
            await _storage.AddAsync($"{i}.md", $"text {i}");
        using (var session = Assistant.Storage.Sqlite.SqliteSession.Open(IndexFile, readOnly: false, "PRAGMA busy_timeout=5000"))
            session.Execute("DELETE FROM chunk_text WHERE rowid = 2; DELETE FROM chunk WHERE key = 2; INSERT INTO chunk VALUES(77, 1, 0, 0); INSERT INTO chunk_text(rowid, body) VALUES(77, 'foreign')");
        var report = await _storage.Index.VerifyAsync();
        Assert.False(report.Healthy);
        Assert.Equal(["Chunk 2 is not in the index.", "Chunk 77 is in the index, but not in the store."], report.Problems);

        var rebuilt = await _storage.Index.RebuildAsync();
        Assert.True(rebuilt.Healthy);
        Assert.Equal((5, rebuilt.LogSequence), (rebuilt.Chunks, rebuilt.AppliedSequence));
        Assert.Equal(5, (await _storage.SearchAsync("text")).Count);
        Assert.Empty(await _storage.SearchAsync("foreign"));
    }

    [Fact]
    public async Task Searches_go_on_during_rebuilds_and_writes()
    {
        for (var i = 0; i < 300; i++)
            await _storage.CommitAsync((await _storage.AcceptAsync($"{i}.md", $"{i}")).Ref, $"text {i}");
        await _storage.Index.CatchUpAsync();
        using var stop = new CancellationTokenSource();
        var searching = Task.Run(async () =>
        {
            var searches = 0;
            for (; !stop.IsCancellationRequested; searches++)
                Assert.Equal(100, (await _storage.SearchAsync("text")).Count);
            return searches;
        });
        for (var i = 0; i < 3; i++)
        {
            await _storage.AddAsync($"more{i}.md", "more text");
            await _storage.Index.RebuildAsync();
        }

        await stop.CancelAsync();
        Assert.True(await searching > 0);
    }

    [Fact]
    public async Task Cancelled_search_stops()
    {
        await _storage.AddAsync("a.md", "text");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _storage.Index.SearchAsync(new IndexQuery("text", [], new SearchFilter(), 10), cancelled.Token).AsTask());
        Assert.Single(await _storage.SearchAsync("text"));
    }

    [Fact]
    public async Task Dense_probe_ranks_by_cosine_within_encoder_modality_and_filter()
    {
        var random = new Random(3);
        var expected = new List<(long Key, float[] Vector, bool Picture)>();
        for (var i = 0; i < 40; i++)
        {
            var picture = i % 4 == 0;
            var content = (await _storage.AcceptAsync($"{i}", $"{i}")).Ref;
            await _storage.CommitAsync(content, $"text {i}", needsVectors: true, kind: picture ? ContentKind.Image : ContentKind.Text);
            var chunk = (await _storage.Store.ReadChunksWithoutVectorAsync([content], "e"))[0];
            var vector = Normal(random);
            await _storage.Store.CommitVectorsAsync([content], [new ChunkVector(chunk.ChunkKey, "e", ContentKind.Text, vector), new ChunkVector(chunk.ChunkKey, "other", ContentKind.Text, Normal(random))]);
            expected.Add((chunk.ChunkKey, vector, picture));
            if (i == 20)
                await ProbeAsync(Normal(random), new SearchFilter());
        }

        await _storage.Index.CatchUpAsync();
        var query = Normal(random);
        var hits = await ProbeAsync(query, new SearchFilter());
        Assert.Equal(expected.OrderByDescending(row => Dot(row.Vector, query)).Take(10).Select(row => row.Key), hits.Select(hit => hit.ChunkKey));
        Assert.Equal(Dot(expected.Single(row => row.Key == hits[0].ChunkKey).Vector, query), hits[0].Score, 1e-3f); // stored at half precision
        Assert.Equal(
            expected.Where(row => row.Picture).OrderByDescending(row => Dot(row.Vector, query)).Select(row => row.Key),
            (await ProbeAsync(query, new SearchFilter(Kind: ContentKind.Image))).Select(hit => hit.ChunkKey));

        var first = (await _storage.Store.ReadPassagesAsync([hits[0].ChunkKey], null))[0];
        await _storage.Store.DeleteAsync([first.DocumentId]);
        await _storage.Index.CatchUpAsync();
        Assert.DoesNotContain(hits[0].ChunkKey, (await ProbeAsync(query, new SearchFilter())).Select(hit => hit.ChunkKey));
        await _storage.Index.RebuildAsync();
        Assert.Equal(hits[1], (await ProbeAsync(query, new SearchFilter()))[0]);

        async Task<IReadOnlyList<LegHit>> ProbeAsync(float[] vector, SearchFilter filter)
        {
            await _storage.Index.CatchUpAsync();
            var result = await _storage.Index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_text", "e", ContentKind.Text, vector)], filter, 10));
            Assert.Equal("dense_text", result.Legs.Single().Leg);
            return result.Legs[0].Hits;
        }
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static float[] Normal(Random random)
    {
        var vector = Enumerable.Range(0, 16).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var length = MathF.Sqrt(Dot(vector, vector));
        return [.. vector.Select(value => value / length)];
    }
}
