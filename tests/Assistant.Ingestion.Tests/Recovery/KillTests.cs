using System.Diagnostics;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Assistant.Ingestion.Tests.Recovery;

/// <summary>kill -9 at random points, in a process of its own.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Documents = 500;
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
    public async Task Thirty_kills_during_500_documents_lose_and_double_nothing(string engine)
    {
        var random = new Random(20261122);
        for (var i = 0; i < Documents; i++)
            folder.Write($"{i % 7}/{i:000}.md", Text(i, version: 1));

        // Killed while it works, 30 times at least, each time on work that is not finished: new versions of documents keep it so.
        var (kills, version) = (0, 1);
        while (kills < 30)
        {
            await using var worker = WorkerProcess.Start(data.Path, IngestionRole.Owner, "folder=" + folder.Path, "engine=" + engine, "Assistant:Ingestion:BatchSize=8");
            await worker.Ready;
            var finished = await Task.WhenAny(worker.Done, Task.Delay(random.Next(100, 900))) == worker.Done;
            if (finished)
            {
                version++;
                for (var i = 0; i < Documents; i++)
                    folder.Write($"{i % 7}/{i:000}.md", Text(i, version));
                continue;
            }

            await worker.KillAsync();
            kills++;
        }

        await using (var worker = WorkerProcess.Start(data.Path, IngestionRole.Owner, "folder=" + folder.Path, "engine=" + engine))
            Assert.Contains("\"Indexed\":500", await worker.Done.WaitAsync(TimeSpan.FromMinutes(5)), StringComparison.Ordinal);
        output.WriteLine($"{kills} kills, {version} versions of {Documents} documents");

        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["engine"] = engine });
        var records = await pipeline.Store.ListAsync(new DocumentFilter { Limit = 10_000 });
        Assert.Equal(Documents, records.Count);
        Assert.All(records, r => Assert.Equal(ContentState.Indexed, r.State));
        Assert.All(records, r => Assert.Equal(r.Version, r.LiveVersion));

        // What the last process held in memory only is read from the log again.
        await pipeline.Index.CatchUpAsync();
        for (var i = 0; i < Documents; i++)
            Assert.Equal([$"{i % 7}/{i:000}.md"], await pipeline.SearchAsync($"unique{i}x{version}"));
        Assert.Empty(version == 1 ? [] : await pipeline.SearchAsync($"unique7x{version - 1}"));
        var report = await pipeline.Index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
    }

    [Fact]
    public async Task A_document_that_kills_the_process_is_given_up_and_the_others_are_indexed()
    {
        folder.Write("crash.md", "!!crash!!");
        for (var i = 0; i < 60; i++)
            folder.Write($"{i}.md", $"quartzfinch {i}");
        var startedAt = Stopwatch.GetTimestamp();
        string? counts = null;
        var crashes = 0;
        while (counts is null)
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromMinutes(5), "the crash loop does not end");
            await using var worker = WorkerProcess.Start(data.Path, IngestionRole.Owner, "folder=" + folder.Path, "Assistant:Ingestion:SuspectDelay=00:00:00.3");
            if (await Task.WhenAny(worker.Done, worker.Ended) == worker.Done && worker.Done.IsCompletedSuccessfully)
                counts = await worker.Done;
            else
                crashes++;
        }

        Assert.Contains("\"Indexed\":60", counts, StringComparison.Ordinal);
        Assert.Contains("\"Failed\":1", counts, StringComparison.Ordinal);
        Assert.Equal(4, crashes);
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var failed = Assert.Single(await pipeline.Store.ListAsync(new DocumentFilter { States = [ContentState.Failed] }));
        Assert.Equal("crash.md", failed.Uri);
        Assert.Equal("the process died 3 times while parsing this document", failed.Reason);
    }

    [Fact]
    public async Task Unfinished_documents_are_taken_up_at_the_next_start()
    {
        await using (var before = await TestPipeline.StartAsync(data.Path, start: false))
        {
            // Accepted by a process that died before it sent anything.
            var bytes = Enumerable.Range(0, 300).Select(i => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes($"quartzfinch number {i}")).ToArray();
            var hashes = await before.Blobs.PutAsync(bytes);
            await before.Store.AcceptAsync([.. hashes.Select((hash, i) => new Submission("default", $"{i}.md", hash, bytes[i].Length))]);
        }

        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:Window"] = "64" });
        await Until.TrueAsync(async () => (await pipeline.Progress.CountAsync())[ContentState.Indexed] == 300);
        Assert.Equal(64, pipeline.Services.GetRequiredService<Ingestion.Recovery.InFlightWindow>().Peak);
    }

    private static string Text(int i, int version) => $"# Document {i}\n\nThis one says unique{i}x{version} and nothing else of note, in version {version}.\n";
}
