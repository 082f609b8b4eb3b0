using Assistant.Evals.Bench;

namespace Assistant.Evals.Tests.Bench;

public class SearchBenchTests
{
    [Fact]
    public void Text_is_the_same_for_a_seed_and_its_words_are_distributed_by_rank()
    {
        var text = new ZipfText(5).Next(20_000);
        Assert.Equal(text, new ZipfText(5).Next(20_000));
        Assert.NotEqual(text, new ZipfText(6).Next(20_000));
        var counts = text.Split(' ').CountBy(word => word).Select(entry => entry.Value).OrderDescending().ToList();
        Assert.InRange(counts[0] / (double)counts[9], 6, 15); // 10 by Zipf's law
    }

    [Fact]
    public async Task A_small_run_measures_product_and_bare_query()
    {
        var report = await SearchBench.MeasureAsync(new SearchBenchOptions(Chunks: 200, Queries: 10));
        Assert.True(report.ProductP50Ms > 0 && report.BareP50Ms > 0 && report.RatioP50 > 0);
        Assert.True(report.ProductP99Ms >= report.ProductP50Ms);
    }
}
