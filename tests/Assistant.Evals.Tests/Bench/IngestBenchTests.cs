using Assistant.Evals.Bench;

namespace Assistant.Evals.Tests.Bench;

public sealed class IngestBenchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-tests-").FullName;

    [Fact]
    public async Task Both_ways_take_in_the_same_documents()
    {
        for (var i = 0; i < 12; i++) await File.WriteAllTextAsync(Path.Combine(folder, $"{i}.md"), $"# Page {i}\n\nSome words about number {i}.\n");
        var report = await IngestBench.MeasureAsync(new IngestBenchOptions(folder, Rounds: 1), TextWriter.Null);
        Assert.Equal((12, 12, 12, 0), (report.Documents, report.Chunks, report.Indexed, report.Failed));
        Assert.True(report.Ratio > 0);
    }

    [Fact]
    public async Task An_empty_folder_is_named()
    {
        var error = new StringWriter();
        Assert.Equal(1, await IngestBench.RunAsync(new IngestBenchOptions(folder), TextWriter.Null, error));
        Assert.Contains(folder, error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
