using System.Text.Json;
using Assistant.Evals.Index;

namespace Assistant.Evals.Tests.Index;

public sealed class IndexBenchTests
{
    [Fact]
    public async Task Bench_reports_every_phase_and_no_hits_that_pruning_loses()
    {
        var folder = Directory.CreateTempSubdirectory("assistant-bench-").FullName;
        try
        {
            var random = new Random(3);
            string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => $"word{(int)(400 * Math.Pow(random.NextDouble(), 2))}"));
            File.WriteAllLines(Path.Combine(folder, "corpus.jsonl"), Enumerable.Range(0, 9000).Select(i => JsonSerializer.Serialize(new { id = i, text = Text(30) })));
            File.WriteAllLines(Path.Combine(folder, "queries.jsonl"), Enumerable.Range(0, 40).Select(i => JsonSerializer.Serialize(new { id = i, text = Text(4) })));
            var output = new StringWriter();
            await IndexBench.RunAsync(new IndexBenchOptions(folder) { SegmentChunks = 4000, BuildRounds = 1, Rounds = 2, WarmRounds = 1, IngestSeconds = 1, IngestRate = 2000 }, output);
            var report = output.ToString();
            Assert.Contains("build          9000 chunks", report, StringComparison.Ordinal);
            Assert.Contains("3 segment(s)", report, StringComparison.Ordinal);
            Assert.Contains("merged", report, StringComparison.Ordinal);
            Assert.Equal(2, report.Split("exhaustive scoring: 0 of 40").Length - 1);
            Assert.Contains("beside 2000 chunks/s", report, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
