using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Calibration;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Retrieval;

public class HybridRetrieverTests
{
    private readonly InMemoryKnowledge knowledge = new();

    private HybridRetriever Retriever(Encoder? text = null, Encoder? image = null, Action<RetrievalOptions>? configure = null, IEncoderStore? noise = null, AdapterSnapshot? learned = null)
    {
        var options = new RetrievalOptions();
        configure?.Invoke(options);
        return new HybridRetriever(knowledge, knowledge, Options.Create(options), new FixedEncoders(text, image), NullLogger<HybridRetriever>.Instance, noise, learned is null ? null : new Learned(learned));
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
        var hit = Assert.Single((await search.WaitAsync(TimeSpan.FromMinutes(1))).Hits);
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
        See(ContentKind.Text, (1, 0.1f), (2, 0.9f));
        var response = await Retriever(Both, configure: options => options.Weights.DenseText = 3).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(["once.md", "twice.md"], response.Hits.Select(hit => hit.Passage.Uri));
        Assert.Equal((2, 1), (response.Hits[0].Legs["bm25"], response.Hits[0].Legs["dense_text"]));
        Assert.NotNull(response.Timings.EncodeMs);
        Assert.Equal((1, 2), (response.Timings.Bm25Ms, response.Timings.DenseMs));
        var without = await Retriever(Both, configure: options => options.Weights.DenseText = 0).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(["bm25"], without.Hits[0].Legs.Keys);
    }

    [Fact]
    public async Task A_weak_encoder_only_adds_what_words_do_not_find()
    {
        knowledge.Add("twice.md", null, "needle needle");
        knowledge.Add("once.md", null, "needle");
        knowledge.Add("other.md", null, "hay");
        See(ContentKind.Text, (3, 0.9f), (2, 0.5f), (1, 0.1f));
        var response = await Retriever(Both with { TextWeight = 0.01 }).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(["twice.md", "once.md", "other.md"], response.Hits.Select(hit => hit.Passage.Uri));
    }

    [Fact]
    public async Task A_collection_has_weights_of_its_own()
    {
        knowledge.Add("twice.md", null, "needle needle", "a");
        knowledge.Add("once.md", null, "needle", "a");
        See(ContentKind.Text, (1, 0.1f), (2, 0.9f));
        var retriever = Retriever(Both, configure: options => options.Collections["a"] = new LegWeights { Bm25 = 0.1 });
        Assert.Equal("once.md", (await retriever.SearchAsync(new SearchRequest("needle") { Collections = ["a"] })).Hits[0].Passage.Uri);
        Assert.Equal("twice.md", (await retriever.SearchAsync(new SearchRequest("needle"))).Hits[0].Passage.Uri); // equal sums: the smaller key
    }

    [Fact]
    public async Task What_is_seen_and_what_is_read_of_a_picture_adds_up_to_one_hit_shown_by_what_was_read()
    {
        knowledge.Add("words.md", null, "needle");
        var text = "A caption.\nneedle in the picture";
        knowledge.AddChunks("picture.png", null, text, [new Chunk(0, 10, [], null, BlockKind.Caption), new Chunk(11, text.Length, [], null, BlockKind.Ocr)], kind: ContentKind.Image);
        See(ContentKind.Image, (2, 0.8f));
        var hits = (await Retriever(image: Both).SearchAsync(new SearchRequest("needle"))).Hits;
        Assert.Equal(["picture.png", "words.md"], hits.Select(hit => hit.Passage.Uri));
        Assert.Equal((2, 1), (hits[0].Legs["bm25"], hits[0].Legs["dense_image"]));
        Assert.Equal("needle in the picture", hits[0].Passage.Text);
    }

    [Fact]
    public async Task Several_passages_of_a_picture_are_one_hit_unless_asked_otherwise()
    {
        var text = "needle here\nneedle there";
        knowledge.AddChunks("picture.png", null, text, [new Chunk(0, 11, [], null, BlockKind.Caption), new Chunk(12, text.Length, [], null, BlockKind.Ocr)], kind: ContentKind.Image);
        Assert.Single((await Retriever().SearchAsync(new SearchRequest("needle"))).Hits);
        Assert.Equal(2, (await Retriever().SearchAsync(new SearchRequest("needle") { OnePerPicture = false })).Hits.Count);
    }

    [Fact]
    public async Task The_least_unlike_picture_stays_below_the_floor_unless_pictures_are_asked_for()
    {
        knowledge.Add("words.md", null, "needle");
        knowledge.Add("cat.png", null, "cat", kind: ContentKind.Image);
        knowledge.Add("dog.png", null, "dog", kind: ContentKind.Image);
        See(ContentKind.Image, (2, 0.3f), (3, 0.36f));
        var retriever = Retriever(image: Both, noise: new AssignedEncoders { Noise = new ImageNoise(0.2, 0.05, 100) }); // the floor is 0.35
        Assert.Equal(["words.md", "dog.png"], (await retriever.SearchAsync(new SearchRequest("needle"))).Hits.Select(hit => hit.Passage.Uri));
        Assert.Equal(["dog.png", "cat.png"], (await retriever.SearchAsync(new SearchRequest("needle") { Kind = ContentKind.Image })).Hits.Select(hit => hit.Passage.Uri));
        Assert.Equal(["words.md"], (await retriever.SearchAsync(new SearchRequest("needle") { Kind = ContentKind.Text })).Hits.Select(hit => hit.Passage.Uri));
    }

    [Fact]
    public async Task Among_pictures_a_weak_match_of_words_and_a_faint_look_do_not_outweigh_a_strong_match()
    {
        knowledge.Add("strong.png", null, "needle needle needle needle", kind: ContentKind.Image);
        knowledge.Add("weak.png", null, "needle", kind: ContentKind.Image);
        See(ContentKind.Image, (1, 0.25f), (2, 0.3f));
        var hits = (await Retriever(image: Both with { ImageWeight = 0.5 }, noise: new AssignedEncoders { Noise = new ImageNoise(0.2, 0.05, 100) }).SearchAsync(new SearchRequest("needle") { Kind = ContentKind.Image })).Hits;
        Assert.Equal(["strong.png", "weak.png"], hits.Select(hit => hit.Passage.Uri)); // by ranks alone the second would be first
        Assert.Equal(2, hits[1].SeenDeviations!.Value, 3);
    }

    [Fact]
    public async Task What_a_look_means_is_learned_and_moves_no_hit()
    {
        knowledge.Add("strong.png", null, "needle needle needle needle", kind: ContentKind.Image);
        knowledge.Add("weak.png", null, "needle", kind: ContentKind.Image);
        knowledge.Add("seen.png", null, "hay", kind: ContentKind.Image);
        See(ContentKind.Image, (1, 0.25f), (2, 0.3f), (3, 0.45f));
        var noise = new AssignedEncoders { Noise = new ImageNoise(0.2, 0.05, 100) };
        var fit = new ScoreCalibration(0.5, -3);
        var request = new SearchRequest("needle") { Kind = ContentKind.Image };

        var before = (await Retriever(image: Both, noise: noise).SearchAsync(request)).Hits;
        var learned = await Retriever(image: Both, noise: noise, learned: new AdapterSnapshot([], null, [new ServedCalibration("tiny-1", "calibration-0001", fit)])).SearchAsync(request);
        var foreign = await Retriever(image: Both, noise: noise, learned: new AdapterSnapshot([], null, [new ServedCalibration("other", "calibration-0001", fit)])).SearchAsync(request);

        Assert.Equal(before.Select(hit => (hit.Passage.Uri, hit.Score)), learned.Hits.Select(hit => (hit.Passage.Uri, hit.Score)));
        Assert.All(learned.Hits, hit => Assert.Equal(fit.Probability(hit.SeenDeviations!.Value), hit.SeenProbability!.Value));
        Assert.Equal("calibration-0001", learned.Adapter);
        Assert.All(before.Concat(foreign.Hits), hit => Assert.Null(hit.SeenProbability));
    }

    [Fact]
    public async Task A_vector_that_is_known_is_not_asked_for_again_and_a_picture_is_found_by_it()
    {
        knowledge.Add("needle.png", null, "needle", kind: ContentKind.Image);
        knowledge.Add("other.png", null, "hay", kind: ContentKind.Image);
        See(ContentKind.Image, (1, 0.3f), (2, 0.9f));
        var counted = new FixedTower();
        var encoder = new Encoder("tiny-1", 2) { Text = counted, Image = counted };
        SearchVector Known(AdapterDirection direction, string by) => new(direction, by, new float[] { 1, 0 });

        var words = await Retriever(encoder, encoder).SearchAsync(new SearchRequest("needle") { Vectors = [Known(AdapterDirection.TextToText, "tiny-1"), Known(AdapterDirection.TextToImage, "tiny-1")] });
        var picture = await Retriever(encoder, encoder).SearchAsync(new SearchRequest("") { Vectors = [Known(AdapterDirection.ImageToImage, "tiny-1")] });

        Assert.Equal(0, counted.Calls);
        Assert.Equal(2, words.Vectors.Count);
        Assert.Equal(["other.png", "needle.png"], picture.Hits.Select(hit => hit.Passage.Uri));
        // Of another encoder it is not used: words are read anew, and a picture that is gone cannot be.
        await Retriever(encoder, encoder).SearchAsync(new SearchRequest("needle") { Vectors = [Known(AdapterDirection.TextToText, "old")] });
        Assert.Equal(1, counted.Calls);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Retriever(encoder, encoder).SearchAsync(new SearchRequest("") { Vectors = [Known(AdapterDirection.ImageToImage, "old")] }));
    }

    [Fact]
    public async Task A_picture_alone_and_a_picture_with_words_search()
    {
        knowledge.Add("needle.png", null, "needle", kind: ContentKind.Image);
        knowledge.Add("other.png", null, "hay", kind: ContentKind.Image);
        See(ContentKind.Image, (1, 0.3f), (2, 0.9f));
        var alone = await Retriever(Both, Both).SearchAsync(new SearchRequest("") { Image = new byte[] { 1 } });
        Assert.Equal(["other.png", "needle.png"], alone.Hits.Select(hit => hit.Passage.Uri));
        Assert.Null(alone.Timings.Bm25Ms);
        var both = await Retriever(Both, Both).SearchAsync(new SearchRequest("needle") { Image = new byte[] { 1 } });
        Assert.Equal(["needle.png", "other.png"], both.Hits.Select(hit => hit.Passage.Uri).Order()); // words and look both count
        Assert.Contains(both.Hits, hit => hit.Legs.ContainsKey("bm25") && hit.Legs.ContainsKey("dense_image"));
    }

    [Fact]
    public async Task One_encoder_for_both_roles_reads_the_words_once()
    {
        knowledge.Add("a.md", null, "needle");
        var counted = new FixedTower();
        var encoder = new Encoder("tiny-1", 2) { Text = counted, Image = counted };
        await Retriever(encoder, encoder).SearchAsync(new SearchRequest("needle"));
        Assert.Equal(1, counted.Calls);
        Assert.Equal(2, knowledge.Queries.Count(query => query.Probes.Count == 1));
    }

    [Fact]
    public async Task An_encoder_that_fails_is_left_out_and_the_answer_says_so()
    {
        knowledge.Add("a.md", null, "needle");
        var broken = new Encoder("broken", 2) { Text = new FixedTower { Failure = new InvalidOperationException("no device") } };
        var response = await Retriever(broken).SearchAsync(new SearchRequest("needle"));
        Assert.Equal("a.md", Assert.Single(response.Hits).Passage.Uri);
        Assert.Contains("broken", Assert.Single(response.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_an_error()
    {
        var tower = new FixedTower { Failure = new EncoderInputException("not a picture") };
        var encoder = new Encoder("tiny-1", 2) { Text = tower, Image = tower };
        await Assert.ThrowsAsync<EncoderInputException>(async () => await Retriever(image: encoder).SearchAsync(new SearchRequest("") { Image = new byte[] { 1 } }));
    }

    private static Encoder Both { get; } = new("tiny-1", 2) { Text = new FixedTower(), Image = new FixedTower() };

    private void See(ContentKind modality, params (long Key, float Cosine)[] seen)
    {
        foreach (var (key, cosine) in seen) knowledge.Cosines[(key, "tiny-1", modality)] = cosine;
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
        Assert.Single((await search.WaitAsync(TimeSpan.FromMinutes(1))).Hits);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var search = Retriever().SearchAsync(new SearchRequest("text") { AfterSequence = 5 }, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
    }

    private sealed class Learned(AdapterSnapshot snapshot) : IQueryAdapters
    {
        public AdapterSnapshot Current => snapshot;
    }

    private sealed class FixedTower : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<DataContent, Embedding<float>>
    {
        public int Calls { get; private set; }

        public Exception? Failure { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => Answer(values.Count(), options);

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => Answer(values.Count(), options);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private Task<GeneratedEmbeddings<Embedding<float>>> Answer(int count, EmbeddingGenerationOptions? options)
        {
            Assert.True(EncoderInput.IsQuery(options));
            Calls++;
            return Failure is not null ? throw Failure : Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(Enumerable.Range(0, count).Select(_ => new Embedding<float>(new float[] { 1, 0 }))));
        }
    }
}
