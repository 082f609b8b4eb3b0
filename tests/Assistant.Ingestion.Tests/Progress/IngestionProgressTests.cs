using Assistant.Core.Content;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Tests.Support;

namespace Assistant.Ingestion.Tests.Progress;

public sealed class IngestionProgressTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Listeners_hear_of_every_end_of_a_document()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:RetryLimit"] = "0", ["Assistant:Ingestion:MaxBytes"] = "1000" });
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var heard = ListenAsync(pipeline.Progress, end.Token);
        var accepted = await pipeline.SubmitAsync([("a.md", "quartzfinch"), ("b.md", "!!throw!!"), ("c.md", new string('x', 2_000))]);
        await pipeline.FinishAsync(accepted);
        await pipeline.Intake.DeleteAsync([accepted[0].Ref.Id]);

        var events = await heard;

        Assert.Contains(new IngestionEvent(accepted[0].Ref.Id, 1, ContentState.Indexed), events);
        Assert.Contains(events, e => e.Id == accepted[1].Ref.Id && e.State == ContentState.Failed && e.Reason!.Contains("poison", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Id == accepted[2].Ref.Id && e.State == ContentState.Rejected && e.Reason!.StartsWith("larger than", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Id == accepted[0].Ref.Id && e.State is null);
    }

    [Fact]
    public async Task The_queue_position_counts_the_unfinished_documents_before_it()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, start: false);
        List<Acceptance> accepted = [];
        for (var i = 0; i < 5; i++)
        {
            var hash = await pipeline.Blobs.PutAsync([new byte[] { (byte)(i + 65) }]);
            accepted.AddRange(await pipeline.Store.AcceptAsync([new Submission("default", $"{i}.md", hash[0], 1)]));
            await Until.TrueAsync(() => Task.FromResult(DateTimeOffset.UtcNow > DateTimeOffset.FromUnixTimeMilliseconds(accepted[^1].Ref.Id.Value.ToByteArray(bigEndian: true)[..6].Aggregate(0L, (ms, b) => (ms << 8) | b)).AddMilliseconds(1)));
        }

        await pipeline.Store.RejectAsync(accepted[1].Ref, "no");

        Assert.Equal(0, await pipeline.Progress.PositionAsync(accepted[0].Ref.Id));
        Assert.Null(await pipeline.Progress.PositionAsync(accepted[1].Ref.Id));
        Assert.Equal(3, await pipeline.Progress.PositionAsync(accepted[4].Ref.Id));
        Assert.Equal(2, await pipeline.Progress.PositionAsync(accepted[4].Ref.Id, farthest: 2));
    }

    /// <summary>Listens before it first gives up the thread, so that no event is missed, until a document is deleted.</summary>
    private static async Task<List<IngestionEvent>> ListenAsync(IngestionProgress progress, CancellationToken cancellationToken)
    {
        List<IngestionEvent> events = [];
        await foreach (var item in progress.WatchAsync(cancellationToken))
        {
            events.Add(item);
            if (item.State is null)
                break;
        }

        return events;
    }
}
