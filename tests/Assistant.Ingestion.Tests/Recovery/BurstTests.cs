using Assistant.Core.Content;
using Assistant.Ingestion.Recovery;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Assistant.Ingestion.Tests.Recovery;

public sealed class BurstTests(ITestOutputHelper output) : IDisposable
{
    private const int Documents = 10_000;
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_burst_of_10_000_submissions_is_worked_off_with_bounded_memory()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:Window"] = "500" });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (accepted, most) = (0, 0L);
        foreach (var batch in Enumerable.Range(0, Documents).Chunk(500))
        {
            var answers = await pipeline.SubmitAsync([.. batch.Select(i => ($"{i}.md", $"# Page {i}\n\nquartzfinch {i} with some more words so that it is a text"))]);
            accepted += answers.Count(a => a.Changed);
        }

        Assert.Equal(Documents, accepted);
        await Until.TrueAsync(
            async () =>
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                return (await pipeline.Progress.CountAsync())[ContentState.Indexed] == Documents;
            },
            TimeSpan.FromMinutes(5));

        output.WriteLine($"most live managed memory above the start: {most >> 20} MB");
        Assert.InRange(pipeline.Services.GetRequiredService<InFlightWindow>().Peak, 1, 500);
        Assert.Equal(0, pipeline.Services.GetRequiredService<InFlightWindow>().Count);
        Assert.True(most < 64 << 20, $"{most >> 20} MB live");
    }
}
