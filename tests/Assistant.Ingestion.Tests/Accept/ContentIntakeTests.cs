using System.IO.Compression;
using System.Text;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Tests.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Accept;

public sealed class ContentIntakeTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Submitted_documents_are_indexed_and_found()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var accepted = await pipeline.SubmitAsync([("a.md", "# Harbour\n\nThe quartzfinch lives near the harbour."), ("b.txt", "Nothing but plain words about marmalade.")]);

        var records = await pipeline.FinishAsync(accepted);

        Assert.All(records, r => Assert.Equal(ContentState.Indexed, r.State));
        Assert.All(records, r => Assert.Equal(r.Version, r.LiveVersion));
        Assert.Equal(["a.md"], await pipeline.SearchAsync("quartzfinch"));
        Assert.Equal(["b.txt"], await pipeline.SearchAsync("marmalade"));
    }

    [Fact]
    public async Task Submitting_the_same_again_changes_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var first = await pipeline.SubmitAsync("a.md", "the quartzfinch");
        await pipeline.FinishAsync(first);
        var before = await pipeline.Store.FindAsync(first.Ref.Id);

        var second = await pipeline.SubmitAsync("a.md", "the quartzfinch");

        Assert.False(second.Changed);
        Assert.Equal(first.Ref, second.Ref);
        Assert.Equal(before, await pipeline.Store.FindAsync(first.Ref.Id));
        Assert.Single(await pipeline.SearchAsync("quartzfinch"));
    }

    [Fact]
    public async Task Tags_come_over_the_bus_and_bad_ones_refuse_only_their_document()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var queue = await pipeline.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:content-submit"));
        await queue.Send(new SubmitContent("default", "bad.md") { Text = "a marmalade finch", Tags = [new string('t', 65)] });
        await queue.Send(new SubmitContent("default", "good.md") { Text = "a quartzfinch", Tags = ["Bird"] });

        await Until.TrueAsync(async () => await pipeline.Store.FindAsync("default", "good.md") is { State: ContentState.Indexed } && await pipeline.Store.FindAsync("default", "bad.md") is { State: ContentState.Rejected });
        Assert.Equal(["bird"], (await pipeline.Store.FindAsync("default", "good.md"))!.Tags);
        Assert.Contains("65 characters", (await pipeline.Store.FindAsync("default", "bad.md"))!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_content_replaces_the_old_and_one_of_them_is_always_found()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        await pipeline.FinishAsync(await pipeline.SubmitAsync("a.md", "the bird is called oldquartz"));
        for (var version = 2; version <= 12; version++)
        {
            var replaced = await pipeline.SubmitAsync("a.md", $"the bird is called quartz{version}");
            var finished = pipeline.FinishAsync(replaced);
            do
                Assert.Equal(1, await pipeline.CountHitsAsync("bird"));
            while (!finished.IsCompleted);
            Assert.Equal(version, (await finished)[0].LiveVersion);
            Assert.Single(await pipeline.SearchAsync($"quartz{version}"));
        }

        Assert.Empty(await pipeline.SearchAsync("oldquartz"));
    }

    [Fact]
    public async Task A_deleted_document_is_found_by_no_search_when_delete_returns()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 50).Select(i => ($"{i}.md", $"the quartzfinch number {i}"))]);
        await pipeline.FinishAsync(accepted);

        var deletions = await pipeline.Intake.DeleteAsync([.. accepted.Take(30).Select(a => a.Ref.Id)]);

        Assert.Equal(30, deletions.Count);
        Assert.Equal(Enumerable.Range(30, 20).Select(i => $"{i}.md"), (await pipeline.SearchAsync("quartzfinch")).Order());
        Assert.Null(await pipeline.Store.FindAsync(accepted[0].Ref.Id));
    }

    [Fact]
    public async Task Deleting_documents_on_their_way_leaves_nothing_behind()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 200).Select(i => ($"{i}.md", $"the quartzfinch number {i}"))]);

        await pipeline.Intake.DeleteAsync([.. accepted.Select(a => a.Ref.Id)]);

        Assert.Empty(await pipeline.SearchAsync("quartzfinch"));
        Assert.Empty(await pipeline.FinishAsync(accepted));
        Assert.Empty(await pipeline.SearchAsync("quartzfinch"));
        Assert.All((await pipeline.Progress.CountAsync()).Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task A_document_over_the_size_limit_is_rejected_with_the_limit_in_the_reason()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:MaxBytes"] = "1000000" });

        var record = (await pipeline.FinishAsync(await pipeline.SubmitAsync("big.txt", new string('x', 1_000_001))))[0];

        Assert.Equal(ContentState.Rejected, record.State);
        Assert.Equal("larger than 1 MB", record.Reason);
    }

    [Fact]
    public async Task What_is_unpacked_from_an_archive_is_found_and_follows_its_versions()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var first = await pipeline.SubmitAsync("notes.zip", Zip(("a.md", "alpha quartzfinch"), ("b.md", "beta quartzfinch")));
        await pipeline.FinishAsync(first);
        await SettledAsync(pipeline);
        Assert.Equal(["notes.zip!/a.md", "notes.zip!/b.md"], (await pipeline.SearchAsync("quartzfinch")).Order());

        await pipeline.FinishAsync(await pipeline.SubmitAsync("notes.zip", Zip(("a.md", "alpha quartzfinch"), ("c.md", "gamma quartzfinch"))));
        await SettledAsync(pipeline);
        await Until.TrueAsync(async () => (await pipeline.SearchAsync("quartzfinch")).Order().SequenceEqual(["notes.zip!/a.md", "notes.zip!/c.md"]));

        await pipeline.Intake.DeleteAsync([first.Ref.Id]);
        Assert.Empty(await pipeline.SearchAsync("quartzfinch"));
    }

    [Fact]
    public async Task An_archive_nested_too_deep_ends_somewhere()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var bytes = Zip(("deepest.md", "quartzfinch"));
        for (var i = 0; i < 8; i++)
            bytes = Zip(("inner.zip", bytes));

        await pipeline.SubmitAsync("outer.zip", bytes);
        await SettledAsync(pipeline);

        var records = await pipeline.Store.ListAsync(new DocumentFilter());
        Assert.InRange(records.Count, 2, 5);
        Assert.Contains(records, r => r.State == ContentState.Rejected && r.Reason!.Contains("deep", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_carries_its_page_s_caption_whichever_is_parsed_first()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        for (var round = 0; round < 20; round++)
        {
            (string, string) page = ($"{round}/page.testpage", $"{round}/picture.testimage|quartzfinch{round} on a mast"), picture = ($"{round}/picture.testimage", $"pixels {round}");
            var accepted = await pipeline.SubmitAsync(round % 2 == 0 ? [page, picture] : [picture, page]);
            await pipeline.FinishAsync(accepted);
            await Until.TrueAsync(async () => (await pipeline.SearchAsync($"quartzfinch{round}")).Order().SequenceEqual([page.Item1, picture.Item1]), because: $"round {round}: the caption is found");
        }

        await SettledAsync(pipeline);
    }

    private static async Task SettledAsync(TestPipeline pipeline) => await Until.TrueAsync(async () =>
        (await pipeline.Progress.CountAsync()).All(c => c.Value == 0 || IsFinal(c.Key)), because: "every document is finished");

    private static bool IsFinal(ContentState state) => state is ContentState.Indexed or ContentState.Rejected or ContentState.Failed;

    private static byte[] Zip(params (string Name, object Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content as byte[] ?? Encoding.UTF8.GetBytes((string)content));
            }

        return stream.ToArray();
    }
}
