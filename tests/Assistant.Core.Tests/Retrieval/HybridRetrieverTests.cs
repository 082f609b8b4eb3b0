using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Retrieval;

public class HybridRetrieverTests
{
    private readonly InMemoryKnowledge knowledge = new();

    private HybridRetriever Retriever(TextEncoder? encoder = null, Action<RetrievalOptions>? configure = null)
    {
        var options = new RetrievalOptions();
        configure?.Invoke(options);
        return new HybridRetriever(knowledge, knowledge, Options.Create(options), encoder);
    }

    [Fact]
    public async Task Search_returns_the_best_passage_first_with_a_snippet_at_its_exact_span()
    {
        var text = "Cats sleep. Dogs bark at cats and cats run from dogs.";
        knowledge.Add("other.md", null, "A cat.");
        knowledge.AddChunks("best.md", "Pets", text, [new Chunk(12, text.Length, ["Animals"], 2, BlockKind.Paragraph)]);
        var response = await Retriever().SearchAsync(new SearchRequest("dogs and cats"));
        Assert.Equal(["best.md", "other.md"], response.Hits.Select(hit => hit.Passage.Uri));
        var hit = response.Hits[0];
        Assert.Equal((1, 1), (hit.Rank, hit.Legs["bm25"]));
        Assert.Equal(text[hit.SnippetSpan.Start..hit.SnippetSpan.End], hit.Snippet);
        Assert.Contains("cats run", hit.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_in_any_case_and_dates_decide_inside_the_legs()
    {
        var day = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);
        knowledge.Label(knowledge.Add("both.md", null, "The ferry leaves."), day, "harbour", "timetable");
        knowledge.Label(knowledge.Add("one.md", null, "The ferry leaves."), day.AddDays(1), "harbour");
        knowledge.Add("none.md", null, "The ferry leaves.");
        async Task<IEnumerable<string>> Find(string[]? tags, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
            (await Retriever().SearchAsync(new SearchRequest("ferry") { Tags = tags, From = from, To = to })).Hits.Select(hit => hit.Passage.Uri).Order();
        Assert.Equal(["both.md"], await Find(["Timetable", "HARBOUR"]));
        Assert.Equal(["both.md", "one.md"], await Find(["harbour"]));
        Assert.Equal(["both.md", "none.md", "one.md"], await Find([]));
        Assert.Equal(["both.md"], await Find(null, day, day.AddDays(1)));
        Assert.Equal(["one.md"], await Find(["harbour"], day.AddDays(1)));
        Assert.Equal(["harbour", "timetable"], knowledge.Queries[0].Filter.Tags!);
        await Assert.ThrowsAsync<ArgumentException>(() => Find([""]));
    }

    [Fact]
    public async Task Groups_decide_inside_the_legs_which_collections_are_seen()
    {
        knowledge.Add("open.md", null, "The secret is open.", "public");
        knowledge.Add("closed.md", null, "The secret is closed.", "board");
        knowledge.Allow("board", "directors");
        async Task<IEnumerable<string>> Find(string[]? groups, params string[]? collections) =>
            (await Retriever().SearchAsync(new SearchRequest("secret") { Groups = groups, Collections = collections })).Hits.Select(hit => hit.Passage.Uri).Order();
        Assert.Equal(["open.md"], await Find(["staff"], null));
        Assert.Equal(["closed.md", "open.md"], await Find(["staff", "directors"], null));
        Assert.Equal(["closed.md", "open.md"], await Find(null, null));
        Assert.Empty(await Find(["staff"], "board"));
        Assert.Empty(await Find(null, "unknown"));
        Assert.Equal(["open.md"], await Find(null, "public", "unknown"));
        Assert.Equal([1], knowledge.Queries[0].Filter.Collections!);
    }

    [Fact]
    public async Task Passages_that_are_gone_from_the_store_make_room_for_the_next()
    {
        for (var i = 0; i < 60; i++) knowledge.Add($"{i}.md", null, "needle");
        for (var key = 1; key <= 25; key++) knowledge.Gone.Add(key);
        var response = await Retriever().SearchAsync(new SearchRequest("needle") { Limit = 10 });
        Assert.Equal(Enumerable.Range(25, 10).Select(i => $"{i}.md"), response.Hits.Select(hit => hit.Passage.Uri));
        Assert.Equal(Enumerable.Range(1, 10), response.Hits.Select(hit => hit.Rank));
    }

    [Fact]
    public async Task A_document_that_is_being_replaced_is_found_by_its_new_chunk()
    {
        knowledge.Add("a.md", null, "needle, old");
        knowledge.Gone.Add(1);
        var search = Retriever().SearchAsync(new SearchRequest("needle")).AsTask();
        Assert.False(search.IsCompleted);
        knowledge.Add("a.md", null, "needle, new");
        knowledge.AppliedSequence = 1;
        var hit = Assert.Single((await search.WaitAsync(TimeSpan.FromSeconds(5))).Hits);
        Assert.Equal("needle, new", hit.Passage.Text);
    }

    [Fact]
    public async Task A_limit_for_each_document_is_kept()
    {
        var text = string.Concat(Enumerable.Repeat("needle needle ", 5));
        knowledge.AddChunks("long.md", null, text, [.. Enumerable.Range(0, 5).Select(i => new Chunk(i * 14, (i + 1) * 14, [], null, BlockKind.Paragraph))]);
        knowledge.Add("short.md", null, "needle");
        var response = await Retriever(configure: options => options.MaxPerDocument = 2).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(["long.md", "long.md", "short.md"], response.Hits.Select(hit => hit.Passage.Uri));
    }

    [Fact]
    public async Task An_encoder_adds_a_leg_and_its_weight_counts()
    {
        knowledge.Add("twice.md", null, "needle needle");
        knowledge.Add("once.md", null, "needle");
        using var generator = new FixedEmbedding();
        var encoder = new TextEncoder("tiny-1", 2, generator);
        var response = await Retriever(encoder, options => options.DenseTextWeight = 3).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(["once.md", "twice.md"], response.Hits.Select(hit => hit.Passage.Uri)); // the fake's dense leg is the reverse of BM25
        Assert.Equal((2, 1), (response.Hits[0].Legs["bm25"], response.Hits[0].Legs["dense_text"]));
        Assert.Equal(("tiny-1", ContentKind.Text), (knowledge.Queries[0].Probes[0].EncoderId, knowledge.Queries[0].Probes[0].Modality));
        Assert.NotNull(response.Timings.EncodeMs);
        Assert.Equal(2, response.Timings.DenseMs);
    }

    [Fact]
    public async Task A_picture_without_an_encoder_for_it_is_refused_in_words()
    {
        var failure = await Assert.ThrowsAsync<MissingImageEncoderException>(async () => await Retriever().SearchAsync(new SearchRequest("cat") { Image = new byte[] { 1 } }));
        Assert.Contains("image encoder", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task An_empty_query_finds_nothing_but_tells_what_is_pending(string query)
    {
        knowledge.Add("a.md", null, "text");
        knowledge.Add("b.md", null, "text", "hidden");
        knowledge.Allow("hidden", "g");
        knowledge.SetPending("default", 3);
        knowledge.SetPending("hidden", 4);
        var response = await Retriever().SearchAsync(new SearchRequest(query) { Groups = [] });
        Assert.Empty(response.Hits);
        Assert.Equal(3, response.Pending);
    }

    [Fact]
    public async Task A_search_waits_for_its_change()
    {
        knowledge.Add("a.md", null, "text");
        var search = Retriever().SearchAsync(new SearchRequest("text") { AfterSequence = 5 }).AsTask();
        Assert.False(search.IsCompleted);
        Assert.Empty(knowledge.Queries);
        knowledge.AppliedSequence = 5;
        Assert.Single((await search.WaitAsync(TimeSpan.FromSeconds(5))).Hits);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var search = Retriever().SearchAsync(new SearchRequest("text") { AfterSequence = 5 }, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
    }

    private sealed class FixedEmbedding : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 0 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
