using Assistant.Evals.Ranking;

namespace Assistant.Evals.Index;

/// <summary>Milliseconds of queries over several rounds.</summary>
internal sealed class QueryTimes(int queries)
{
    private readonly List<double> _all = [];
    private readonly double[] _best = Enumerable.Repeat(double.MaxValue, queries).ToArray();

    /// <summary>[queries] fastest round of each.</summary>
    public IReadOnlyList<double> Best => _best;

    public LatencyFigures Figures => new(
        RankingMetrics.Percentile(_all, 0.5), RankingMetrics.Percentile(_all, 0.99), RankingMetrics.Percentile(_best, 0.5), RankingMetrics.Percentile(_best, 0.99));

    public void Add(int query, TimeSpan time)
    {
        _all.Add(time.TotalMilliseconds);
        _best[query] = Math.Min(_best[query], time.TotalMilliseconds);
    }
}
