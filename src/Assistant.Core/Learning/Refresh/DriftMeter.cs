using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Refresh;

/// <summary>How far queries have moved from those that an adapter was trained on. It proposes a refresh, never a promotion.</summary>
public static class DriftMeter
{
    private const int Clusters = 10;

    /// <summary>Compares queries.</summary>
    /// <param name="trained">Queries of the training, [n, d].</param>
    /// <param name="recent">Queries since, [m, d].</param>
    /// <param name="router">The domains of the adapter in force; null when there is none.</param>
    /// <param name="seed">Seed of the centroids.</param>
    public static Drift Measure(Matrix trained, Matrix recent, DomainRouter? router, int seed)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(recent);
        var unknown = 0;
        for (var i = 0; router is not null && i < recent.Rows; i++)
        {
            if (router.Route(recent[i], bypass: true).Count == 0) unknown++;
        }

        return new Drift(Frechet(trained, recent), StabilityIndex(trained, recent, seed), router is null ? 0 : (double)unknown / recent.Rows);
    }

    /// <summary>Fréchet distance of Gaussians with diagonal covariance: |μ₁ − μ₂|² + Σ(σ₁ − σ₂)² (Dowson and Landau 1982).</summary>
    private static double Frechet(Matrix trained, Matrix recent)
    {
        var (one, two) = (Spread(trained), Spread(recent));
        var means = TensorPrimitives.Distance(one.Mean, two.Mean);
        var deviations = TensorPrimitives.Distance(one.Deviation, two.Deviation);
        return (means * means) + (deviations * deviations);
    }

    private static (float[] Mean, float[] Deviation) Spread(Matrix rows)
    {
        var mean = FeatureStatistics.Mean(rows);
        var deviation = new float[rows.Columns];
        for (var i = 0; i < rows.Rows; i++)
        {
            for (var k = 0; k < deviation.Length; k++) deviation[k] += (rows[i][k] - mean[k]) * (rows[i][k] - mean[k]) / rows.Rows;
        }

        TensorPrimitives.Sqrt(deviation, deviation);
        return (mean, deviation);
    }

    /// <summary>Population stability index Σ (p − q)·ln(p/q) of the shares of queries about each centroid; above 0.2 is a shift.</summary>
    private static double StabilityIndex(Matrix trained, Matrix recent, int seed)
    {
        // Centroids are a draw of training queries: shares are compared, not errors, so that nothing better is needed.
        var drawn = Enumerable.Range(0, trained.Rows).ToArray();
        new Random(seed).Shuffle(drawn);
        var centroids = trained.Gather(drawn.AsSpan(0, Math.Min(Clusters, drawn.Length)));
        var (before, now) = (Shares(trained, centroids), Shares(recent, centroids));
        double index = 0;
        for (var c = 0; c < before.Length; c++) index += (now[c] - before[c]) * Math.Log(now[c] / before[c]);
        return index;
    }

    private static double[] Shares(Matrix rows, Matrix centroids)
    {
        var likeness = Matrix.TimesTransposed(rows, centroids);
        var counts = new double[centroids.Rows];
        // Half a query each at the start: an empty cluster has no logarithm.
        Array.Fill(counts, 0.5);
        for (var i = 0; i < rows.Rows; i++) counts[TensorPrimitives.IndexOfMax<float>(likeness[i])]++;
        var sum = counts.Sum();
        return [.. counts.Select(count => count / sum)];
    }
}

/// <summary>How far queries have moved.</summary>
/// <param name="Frechet">Fréchet distance, 0 and up; 4 at most for unit vectors.</param>
/// <param name="StabilityIndex">PSI, 0 and up.</param>
/// <param name="BypassRate">Share of recent queries that the adapter in force does not know, 0 to 1.</param>
public sealed record Drift(double Frechet, double StabilityIndex, double BypassRate)
{
    /// <summary>Whether a refresh is worth a try: PSI above 0.2, or more than a fifth of the queries unknown.</summary>
    public bool IsLarge => StabilityIndex > 0.2 || BypassRate > 0.2;
}
