namespace Assistant.Evals.Ranking;

/// <summary>Measures of one ranked list against judgements. Pure; ids in the list must differ.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// Normalized discounted cumulative gain: Σ grade / log2(rank + 1) over the first k, divided by that of the best order. The gain is
    /// the grade itself, as trec_eval and BEIR count it. Järvelin and Kekäläinen, TOIS 20(4), 2002.
    /// </summary>
    /// <returns>0 to 1; 0 when nothing is relevant.</returns>
    public static double Ndcg(IReadOnlyList<string> ranked, IReadOnlyDictionary<string, int> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(relevant);
        double gain = 0;
        for (var i = 0; i < Math.Min(k, ranked.Count); i++)
        {
            if (relevant.TryGetValue(ranked[i], out var grade)) gain += grade / Math.Log2(i + 2);
        }

        double ideal = 0;
        var rank = 0;
        foreach (var grade in relevant.Values.OrderDescending().Take(k)) ideal += grade / Math.Log2(rank++ + 2);
        return ideal == 0 ? 0 : gain / ideal;
    }

    /// <summary>Share of the relevant documents that are among the first k, 0 to 1.</summary>
    public static double Recall(IReadOnlyList<string> ranked, IReadOnlyDictionary<string, int> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(relevant);
        return relevant.Count == 0 ? 0 : ranked.Take(k).Count(relevant.ContainsKey) / (double)relevant.Count;
    }

    /// <summary>1 / rank of the first relevant document among the first k; 0 when there is none.</summary>
    public static double ReciprocalRank(IReadOnlyList<string> ranked, IReadOnlyDictionary<string, int> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(relevant);
        for (var i = 0; i < Math.Min(k, ranked.Count); i++)
        {
            if (relevant.ContainsKey(ranked[i])) return 1.0 / (i + 1);
        }

        return 0;
    }

    /// <summary>The value below which a share of the values lie (nearest rank).</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">0 to 1.</param>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        ArgumentNullException.ThrowIfNull(values);
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
