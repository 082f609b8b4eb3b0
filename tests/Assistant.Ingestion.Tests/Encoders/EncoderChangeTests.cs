using Assistant.Connectors.Producers.Folders;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Encoders;
using Assistant.Ingestion.Tests.Support;
using Assistant.Ingestion.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Encoders;

/// <summary>Another encoder while serving: nothing is left behind, and no query sees a mixture.</summary>
public sealed class EncoderChangeTests : IDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("fts5")]
    [InlineData("hybrid")]
    public async Task Kills_and_changing_documents_leave_nothing_behind(string engine)
    {
        var random = new Random(4);
        for (var i = 0; i < 200; i++)
            Write(i, 1);
        await using (var first = WorkerProcess.Start(data.Path, IngestionRole.Owner, "folder=" + folder.Path, "engine=" + engine, "Assistant:Encoders:Text=words:1"))
            await first.Done.WaitAsync(TimeSpan.FromMinutes(5));

        // The new encoder is slow, so that every life ends in the middle of the build; meanwhile documents come and change.
        for (var kill = 0; kill < 4; kill++)
        {
            for (var i = 0; i < 10; i++)
            {
                Write(200 + (10 * kill) + i, 1);
                Write(random.Next(60, 200), kill + 2);
            }

            await using var worker = WorkerProcess.Start(
                data.Path, IngestionRole.Owner, "folder=" + folder.Path, "engine=" + engine, "Assistant:Encoders:Text=words:2:400", "Assistant:Encoders:BuildBatchSize=4");
            await worker.Ready;
            await Task.Delay(random.Next(300, 900)); // a random moment; whatever it is, the test must hold
            await worker.KillAsync();
        }

        await using var pipeline = await StartAsync("words:2:100", engine, start: false);
        var store = pipeline.Services.GetRequiredService<IEncoderStore>();
        var before = Assert.Single(store.Read(), a => a.Role == EncoderRole.Text);
        Assert.Equal(("words-1", "words-2"), (before.Active.Id, before.Building?.Id));
        Assert.InRange((await store.CountAsync(EncoderRole.Text, "words-2")).Done, 1, 239);

        await pipeline.StartAsync();
        await pipeline.Index.CatchUpAsync(); // a killed owner may not have written its index for a while
        await WatchAsync(pipeline, "words-2", async () =>
        {
            // In the middle of it: what the killed processes had no time for, one more, one other, one less.
            await new FolderIngest(pipeline.Target).RunAsync(new FolderIngestRequest(folder.Path, "default") { Wait = true });
            await pipeline.FinishAsync(await pipeline.SubmitAsync([("new.md", "quartzfinch arrives"), ("0/007.md", "wombat replaced it")]));
            var gone = await pipeline.Store.FindAsync("default", "3/003.md");
            await pipeline.Intake.DeleteAsync([gone!.Id]);
        });

        Assert.Empty(await store.ReadTextsWithoutVectorAsync("words-2", 0, 10));
        var (done, total) = await store.CountAsync(EncoderRole.Text, "words-2");
        Assert.Equal((240, 240), (done, total)); // 200 + 4 × 10 + 1 − 1
        Assert.Equal("new.md", (await BestAsync(pipeline, "quartzfinch arrives")).Uri);
        Assert.Equal("0/007.md", (await BestAsync(pipeline, "wombat replaced it")).Uri);
        for (var i = 10; i < 240; i += 23)
            Assert.Equal(Name(i), (await BestAsync(pipeline, $"unique{i}")).Uri);
        var report = await pipeline.Index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
    }

    [Fact]
    public async Task The_old_encoder_answers_until_the_new_one_is_complete_and_a_roll_back_brings_it_back_with_what_came_since()
    {
        await FillAsync("words:1");
        await using var pipeline = await StartAsync("words:2:30");
        await WatchAsync(pipeline, "words-2", () => Task.CompletedTask);

        // Embedded with the new one only: the way back has to make up for it.
        await pipeline.FinishAsync(await pipeline.SubmitAsync("late.md", "kestrel over the harbour"));
        var lifecycle = pipeline.Services.GetRequiredService<EncoderLifecycle>();
        Assert.NotNull(await lifecycle.RollBackAsync(EncoderRole.Text));
        await ServedByAsync(pipeline, "words-1");
        Assert.Equal("late.md", (await BestAsync(pipeline, "kestrel over the harbour")).Uri);
        Assert.Equal("words-2", Assignment(pipeline).Previous?.Id);
        await pipeline.DisposeAsync();

        // Configuration still names the one that was rolled back from: it does not come back by itself.
        await using var again = await StartAsync("words:2:30");
        await Until.TrueAsync(async () => (await StatusAsync(again)).State == EncoderState.Ready);
        Assert.Equal("words-1", Assignment(again).Active.Id);
    }

    [Fact]
    public async Task A_change_that_is_under_way_can_be_given_up()
    {
        await FillAsync("words:1");
        await using var pipeline = await StartAsync("words:2:100");
        await Until.TrueAsync(async () => await StatusAsync(pipeline) is { State: EncoderState.Building, Done: > 0, PerSecond: > 0, Remaining: not null });
        Assert.NotNull(await pipeline.Services.GetRequiredService<EncoderLifecycle>().RollBackAsync(EncoderRole.Text));
        await Until.TrueAsync(async () => (await StatusAsync(pipeline)).State == EncoderState.Ready);
        Assert.Equal("words-1", Assignment(pipeline).Active.Id);
        Assert.Equal(Name(5), (await BestAsync(pipeline, "unique5")).Uri);
    }

    [Fact]
    public async Task A_model_that_is_gone_turns_its_leg_off_until_the_next_is_ready_and_words_go_on()
    {
        await FillAsync("words:1");
        var loader = new WordEncoders { Gone = { "words:1" } };
        await using var pipeline = await StartAsync("words:2:50", loader: loader);
        var encoders = pipeline.Services.GetRequiredService<IEncoderDirectory>();
        Assert.Null(encoders.ForQueries(EncoderRole.Text));
        Assert.Contains("words:1", (await StatusAsync(pipeline)).Problem, StringComparison.Ordinal);
        var found = await pipeline.Services.GetRequiredService<IRetriever>().SearchAsync(new SearchRequest("unique5"));
        Assert.Equal(["bm25"], found.Hits[0].Legs.Keys);
        await ServedByAsync(pipeline, "words-2");
        Assert.Equal(Name(5), (await BestAsync(pipeline, "unique5")).Uri);
    }

    [Fact]
    public async Task Pruning_takes_the_vectors_of_what_no_longer_serves_out_of_store_and_index()
    {
        await FillAsync("words:1", "hybrid");
        await using var pipeline = await StartAsync("words:2", "hybrid");
        await ServedByAsync(pipeline, "words-2");
        var store = pipeline.Services.GetRequiredService<IEncoderStore>();
        Assert.Equal(0, await store.PruneAsync(EncoderRole.Text, "words-2", 1000));
        Assert.Equal(60, await pipeline.Services.GetRequiredService<EncoderLifecycle>().PruneAsync());
        Assert.Equal([("words-2", 60L, 0L)], (await store.ListAsync()).Select(e => (e.Id, e.Texts, e.Pictures)));
        Assert.Null(Assignment(pipeline).Previous);
        await pipeline.Index.CatchUpAsync();
        var old = new WordEncoders().Load("words:1");
        var vector = (await old.Text!.GenerateAsync(["unique5"]))[0].Vector;
        Assert.Empty((await pipeline.Index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_text", old.Id, ContentKind.Text, vector)], new SearchFilter(), 10))).Legs[0].Hits);
        Assert.Equal(Name(5), (await BestAsync(pipeline, "unique5")).Uri);
        var report = await pipeline.Index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
    }

    [Fact]
    public async Task Documents_from_before_there_was_an_encoder_get_their_vectors()
    {
        await FillAsync("none");
        await using var pipeline = await StartAsync("words:1");
        await Until.TrueAsync(async () => await StatusAsync(pipeline) is { State: EncoderState.Ready, Done: 60 });
        await pipeline.Index.CatchUpAsync();
        Assert.Equal(Name(5), (await BestAsync(pipeline, "unique5")).Uri);
    }

    private void Write(int i, int version) => folder.Write(Name(i), Text(i, version));

    private static string Name(int i) => $"{i % 7}/{i:000}.md";

    private static string Text(int i, int version) => $"unique{i} said in version{version}";

    private async Task FillAsync(string model, string engine = "fts5")
    {
        await using var pipeline = await StartAsync(model, engine);
        await pipeline.FinishAsync(await pipeline.SubmitAsync([.. Enumerable.Range(0, 60).Select(i => (Name(i), Text(i, 1)))]));
    }

    private async Task<TestPipeline> StartAsync(string model, string engine = "fts5", WordEncoders? loader = null, bool start = true)
    {
        var settings = new Dictionary<string, string?>
        {
            ["engine"] = engine,
            ["Assistant:Encoders:Text"] = model,
            ["Assistant:Encoders:Image"] = "none",
            ["Assistant:Encoders:BuildBatchSize"] = "4",
        };
        return await TestPipeline.StartAsync(
            data.Path,
            settings,
            services =>
            {
                services.AddSingleton<IEncoderLoader>(loader ?? new WordEncoders());
                services.AddAssistantRetrieval(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            },
            start);
    }

    private static EncoderAssignment Assignment(TestPipeline pipeline) => pipeline.Services.GetRequiredService<EncoderDirectory>().Assignment(EncoderRole.Text)!;

    private static async Task<EncoderStatus> StatusAsync(TestPipeline pipeline) => (await pipeline.Services.GetRequiredService<EncoderProgress>().ReadAsync())[0];

    private static Task ServedByAsync(TestPipeline pipeline, string id) => Until.TrueAsync(
        () => Task.FromResult(pipeline.Services.GetRequiredService<IEncoderDirectory>().ForQueries(EncoderRole.Text)?.Id == id), TimeSpan.FromMinutes(5));

    /// <summary>Searches all the time until the encoder serves: the dense leg alone must find the one right document first, whoever made the vectors.</summary>
    private static async Task WatchAsync(TestPipeline pipeline, string next, Func<Task> meanwhile)
    {
        var encoders = pipeline.Services.GetRequiredService<IEncoderDirectory>();
        var work = meanwhile();
        var (before, after) = (0, 0);
        for (var i = 11; after < 20 || !work.IsCompleted; i = 11 + ((i + 7) % 40))
        {
            var served = encoders.ForQueries(EncoderRole.Text)?.Id;
            var best = await BestAsync(pipeline, $"unique{i} said in");
            Assert.True(best.Uri == Name(i), $"{best.Uri} in place of {Name(i)}, served by {served}");
            if (served == next)
                after++;
            else
                before++;
            Assert.True(before < 100_000, "the new encoder never serves");
        }

        await work;
        Assert.True(before > 0, "the old encoder never served");
    }

    private static async Task<Passage> BestAsync(TestPipeline pipeline, string query)
    {
        var response = await pipeline.Services.GetRequiredService<IRetriever>().SearchAsync(new SearchRequest(query) { Limit = 50 });
        Assert.True(
            response.Hits.Any(hit => hit.Legs.GetValueOrDefault("dense_text") == 1),
            $"{response.Hits.Count} hits, none of them the nearest vector; {string.Join(" ", response.Notes)} {string.Join(' ', response.Hits.Take(3).Select(hit => $"{hit.Passage.Uri} {string.Join(',', hit.Legs)}"))}; dense {response.Timings.DenseMs} ms, encode {response.Timings.EncodeMs} ms");
        return response.Hits.First(hit => hit.Legs.GetValueOrDefault("dense_text") == 1).Passage;
    }
}
