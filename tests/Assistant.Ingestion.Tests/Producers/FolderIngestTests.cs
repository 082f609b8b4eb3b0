using Assistant.Connectors.Producers.Folders;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Ingestion.Tests.Producers;

public sealed class FolderIngestTests : IDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_second_run_submits_only_what_changed()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        for (var i = 0; i < 300; i++)
            folder.Write($"{i}.md", $"quartzfinch {i}");
        var first = await RunAsync(pipeline);
        Assert.Equal((300, 300, 0), (first.Submitted, first.Indexed, first.Unchanged));

        folder.Write("7.md", "marmalade");
        folder.Write("new.md", "marmalade too");
        var second = await RunAsync(pipeline);

        Assert.Equal((2, 2, 299), (second.Submitted, second.Indexed, second.Unchanged));
        Assert.Equal(["7.md", "new.md"], (await pipeline.SearchAsync("marmalade")).Order());
        Assert.Equal(2, (await pipeline.Store.FindAsync("default", "7.md"))!.Version);
        Assert.Equal(1, (await pipeline.Store.FindAsync("default", "8.md"))!.Version);
    }

    [Fact]
    public async Task Vanished_files_are_named_and_deleted_only_when_asked_and_only_of_this_source()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        await pipeline.FinishAsync(await pipeline.SubmitAsync("other.md", "quartzfinch from elsewhere"));
        var gone = folder.Write("gone.md", "quartzfinch");
        folder.Write("stays.md", "quartzfinch");
        await RunAsync(pipeline);
        File.Delete(gone);

        var named = await RunAsync(pipeline);
        Assert.Equal(["gone.md"], named.Vanished);
        Assert.Equal(3, (await pipeline.SearchAsync("quartzfinch")).Count);

        var pruned = await RunAsync(pipeline, prune: true);
        Assert.Equal(["gone.md"], pruned.Vanished);
        Assert.Equal(["other.md", "stays.md"], (await pipeline.SearchAsync("quartzfinch")).Order());
    }

    [Fact]
    public async Task What_cannot_be_read_or_parsed_is_named_with_its_reason()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:RetryLimit"] = "0" });
        folder.Write("good.md", "quartzfinch");
        folder.Write("empty.md", "");
        folder.Write("poison.md", "!!throw!!");
        folder.Write("big.txt", new string('x', 5_000));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "passwords.txt"), "/etc/passwd");

        var result = await RunAsync(pipeline, maxBytes: 4_096);

        Assert.Equal((5, 1, 3, 1), (result.Submitted, result.Indexed, result.Rejected, result.Failed));
        var items = result.Items.ToDictionary(i => i.Uri);
        Assert.Equal(["big.txt", "empty.md", "passwords.txt", "poison.md"], items.Keys.Order());
        Assert.All(items.Values, i => Assert.False(string.IsNullOrWhiteSpace(i.Reason)));
        Assert.Equal(nameof(ContentState.Failed), items["poison.md"].State);
        Assert.Null(await pipeline.Store.FindAsync("default", "passwords.txt"));
    }

    [Fact]
    public async Task Other_tags_reach_unchanged_files_without_parsing_them_again()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        folder.Write("a.md", "---\ntags: [bird]\ndate: 2024-05-31\n---\nquartzfinch");
        var first = await new FolderIngest(pipeline.Target).RunAsync(new FolderIngestRequest(folder.Path, "default") { Wait = true, Tags = ["Draft"] });
        var untold = await RunAsync(pipeline);
        var second = await new FolderIngest(pipeline.Target).RunAsync(new FolderIngestRequest(folder.Path, "default") { Wait = true, Tags = ["final"] });
        Assert.Equal((1, 0, 1, 0, 1), (first.Indexed, untold.Submitted, untold.Unchanged, second.Submitted, second.Unchanged));

        var document = (await pipeline.Store.FindAsync("default", "a.md"))!;
        Assert.Equal((1, new DateTimeOffset(2024, 5, 31, 0, 0, 0, TimeSpan.Zero)), (document.Version, document.Date));
        Assert.Equal(["bird", "final"], document.Tags);
        await Until.TrueAsync(async () => (await pipeline.Index.SearchAsync(new IndexQuery("quartzfinch", [], new SearchFilter { Tags = ["bird", "final"] }, 10))).Legs[0].Hits.Count == 1);
    }

    [Fact]
    public async Task A_watched_folder_is_followed()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        folder.Write("a.md", "quartzfinch");
        using var end = new CancellationTokenSource();
        var watch = new FolderWatcher(new FolderIngest(pipeline.Target), TimeSpan.FromMinutes(5), NullLogger<FolderWatcher>.Instance)
            .RunAsync(new FolderIngestRequest(folder.Path, "default") { Prune = true }, cancellationToken: end.Token);
        await Until.TrueAsync(async () => (await pipeline.SearchAsync("quartzfinch")).SequenceEqual(["a.md"]));

        folder.Write("inner/b.md", "quartzfinch");
        await Until.TrueAsync(async () => (await pipeline.SearchAsync("quartzfinch")).Order().SequenceEqual(["a.md", "inner/b.md"]));
        File.Delete(Path.Combine(folder.Path, "a.md"));
        await Until.TrueAsync(async () => (await pipeline.SearchAsync("quartzfinch")).SequenceEqual(["inner/b.md"]));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    private Task<IngestResult> RunAsync(TestPipeline pipeline, bool prune = false, long maxBytes = 64 << 20) =>
        new FolderIngest(pipeline.Target).RunAsync(new FolderIngestRequest(folder.Path, "default") { Wait = true, Prune = prune, MaxBytes = maxBytes });
}
