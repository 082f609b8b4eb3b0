using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Evals.Index;

namespace Assistant.Evals.Tests.Index;

public sealed class IndexBenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-tests-").FullName;

    [Fact]
    public async Task A_run_measures_each_size_and_finds_what_exact_search_finds()
    {
        var output = new StringWriter();
        var code = await IndexBench.RunAsync(
            new IndexBenchOptions { Chunks = [3000, 1000], Dimensions = 16, Rounds = 2, WarmUp = TimeSpan.Zero, IngestSeconds = 1, Json = true }, output, TextWriter.Null);
        Assert.Equal(0, code);
        var report = JsonSerializer.Deserialize<IndexBenchReport>(output.ToString(), AssistantJson.Options)!;
        Assert.Equal([1000, 3000], report.Sizes.Select(size => size.Chunks));
        Assert.All(report.Sizes, size =>
        {
            // Below the size of a graph vectors are compared one by one.
            Assert.Equal((1.0, 1.0, 0), (Math.Round(size.Recall!.Value, 2), Math.Round(size.FilteredRecall!.Value, 2), size.Differing));
            Assert.True(size.Build.TextBytes > size.Chunks && size.Build.VectorBytes > size.Chunks * 32);
            Assert.True(size.Build.Seconds >= size.Build.SearchableSeconds && size.Build.ProcessorSeconds > 0);
            Assert.True(size.Hybrid!.P99 >= size.Hybrid.P50 && size.Bm25.P50 >= size.Bm25.BestP50 && size.Ingest!.Rate > 0);
        });
    }

    [Fact]
    public async Task The_table_shows_slopes_between_sizes()
    {
        var output = new StringWriter();
        await IndexBench.RunAsync(new IndexBenchOptions { Chunks = [500, 5000], Dimensions = 0, Rounds = 1, WarmUp = TimeSpan.Zero, IngestSeconds = 0 }, output, TextWriter.Null);
        var bytes = output.ToString().Split('\n').Single(line => line.Contains("bytes/chunk, text", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (small, slope, large) = (Number(bytes[^3]), Number(bytes[^2]), Number(bytes[^1]));
        Assert.Equal(Math.Log10(large / small), slope, 0.01);
        Assert.DoesNotContain("vectors,", output.ToString(), StringComparison.Ordinal);

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_size_beyond_the_corpus_is_refused()
    {
        CorpusGenerator.Write(_folder, new CorpusOptions { Chunks = 50, Dimensions = 8 });
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => IndexBench.RunAsync(new IndexBenchOptions { Folder = _folder, Chunks = [51], Dimensions = 8 }, TextWriter.Null, TextWriter.Null));
        Assert.Contains("51", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
