using Assistant.Core.Content;
using Assistant.Ingestion.Tests.Support;

namespace Assistant.Ingestion.Tests.DeadLetter;

public sealed class DeadLetterConsumerTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_poison_document_ends_in_the_dead_letter_while_the_rest_proceeds()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var documents = Enumerable.Range(0, 640).Select(i => ($"{i}.md", i % 64 == 17 ? $"!!throw!! {i}" : $"quartzfinch {i}")).ToArray();
        var accepted = await pipeline.SubmitAsync(documents);

        var healthy = await pipeline.FinishAsync(accepted.Where((_, i) => i % 64 != 17));
        Assert.All(healthy, r => Assert.Equal(ContentState.Indexed, r.State));

        var poison = await pipeline.FinishAsync(accepted.Where((_, i) => i % 64 == 17));
        Assert.Equal(10, poison.Count);
        Assert.All(poison, r => Assert.Equal(ContentState.Failed, r.State));
        Assert.All(poison, r => Assert.Contains("this document is poison", r.Reason, StringComparison.Ordinal));
        Assert.All(poison, r => Assert.Equal(6, r.Attempts));

        // Each message of 64 holds one: had the others waited for its attempts, none would have ended before it. Not all must, on a busy machine.
        Assert.True(healthy.Count(r => r.Updated < poison.Min(p => p.Updated)) > healthy.Count / 4, "the rest waited for the poison");
    }

    [Fact]
    public async Task A_failed_document_is_redriven_by_one_call()
    {
        var broken = data.Write("broken", "");
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:RetryLimit"] = "1" });
        var accepted = await pipeline.SubmitAsync("a.md", $"quartzfinch !!throw-while:{broken}!!");
        Assert.Equal(ContentState.Failed, (await pipeline.FinishAsync(accepted))[0].State);

        File.Delete(broken);
        var redriven = await pipeline.Intake.RedriveAsync(new DocumentFilter());

        Assert.Equal([accepted.Ref], redriven);
        var record = (await pipeline.FinishAsync(accepted))[0];
        Assert.Equal(ContentState.Indexed, record.State);
        Assert.Null(record.Reason);
        Assert.Equal(["a.md"], await pipeline.SearchAsync("quartzfinch"));
    }

    [Fact]
    public async Task A_parse_that_never_returns_is_given_up_and_holds_up_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:ParseTimeout"] = "00:00:00.5" });
        var accepted = await pipeline.SubmitAsync([("hang.md", "!!hang!!"), .. Enumerable.Range(0, 20).Select(i => ($"{i}.md", $"quartzfinch {i}"))]);

        var records = (await pipeline.FinishAsync(accepted)).ToDictionary(r => r.Uri);

        Assert.Equal(ContentState.Failed, records["hang.md"].State);
        Assert.Equal("parsing took longer than the time limit", records["hang.md"].Reason);
        Assert.Equal(20, records.Values.Count(r => r.State == ContentState.Indexed));
    }
}
