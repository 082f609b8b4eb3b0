using Assistant.Evals.Ranking;

namespace Assistant.Evals.Tests.Ranking;

public class RankingMetricsTests
{
    private static readonly Dictionary<string, int> Relevant = new() { ["a"] = 3, ["b"] = 2, ["c"] = 1 };

    [Fact]
    public void Ndcg_is_that_computed_by_hand()
    {
        // Gains 2 at rank 1, 3 at rank 3; ideal 3, 2, 1.
        var gain = 2 + (3 / 2.0);
        var ideal = 3 + (2 / Math.Log2(3)) + (1 / 2.0);
        Assert.Equal(gain / ideal, RankingMetrics.Ndcg(["b", "x", "a"], Relevant, 10), 12);
        Assert.Equal(1, RankingMetrics.Ndcg(["a", "b", "c"], Relevant, 10), 12);
        Assert.Equal(2 / 3.0, RankingMetrics.Ndcg(["b", "a"], Relevant, 1), 12);
        Assert.Equal(0, RankingMetrics.Ndcg(["x"], Relevant, 10));
        Assert.Equal(0, RankingMetrics.Ndcg(["x"], new Dictionary<string, int>(), 10));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1 / 3.0)]
    [InlineData(4, 2 / 3.0)]
    [InlineData(100, 2 / 3.0)]
    public void Recall_counts_the_relevant_among_the_first_k(int k, double expected) => Assert.Equal(expected, RankingMetrics.Recall(["x", "a", "y", "c"], Relevant, k), 12);

    [Fact]
    public void Reciprocal_rank_is_that_of_the_first_relevant()
    {
        Assert.Equal(1 / 3.0, RankingMetrics.ReciprocalRank(["x", "y", "c", "a"], Relevant, 10), 12);
        Assert.Equal(0, RankingMetrics.ReciprocalRank(["x", "y", "c"], Relevant, 2));
    }

    [Fact]
    public void Percentiles_are_nearest_ranks()
    {
        double[] values = [5, 1, 4, 2, 3];
        Assert.Equal((3, 5, 1), (RankingMetrics.Percentile(values, 0.5), RankingMetrics.Percentile(values, 0.99), RankingMetrics.Percentile(values, 0)));
    }
}
