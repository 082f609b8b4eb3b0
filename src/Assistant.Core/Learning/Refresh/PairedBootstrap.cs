namespace Assistant.Core.Learning.Refresh;

/// <summary>Paired bootstrap over queries (Efron 1979; Sakai 2006 for retrieval): what the difference of two systems on the same queries may be by chance.</summary>
public static class PairedBootstrap
{
    private const int Rounds = 2_000;

    /// <summary>Mean difference and its 95 % percentile interval.</summary>
    /// <param name="before">Score of each query before, [n].</param>
    /// <param name="after">Score of the same queries after, [n].</param>
    /// <param name="seed">Seed of what is drawn.</param>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other, or none.</exception>
    public static Interval Difference(IReadOnlyList<double> before, IReadOnlyList<double> after, int seed)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count != after.Count || before.Count == 0) throw new ArgumentException($"{before.Count} scores before cannot be paired with {after.Count} after.", nameof(after));
        var n = before.Count;
        var differences = new double[n];
        for (var i = 0; i < n; i++) differences[i] = after[i] - before[i];
        var random = new Random(seed);
        var means = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            double sum = 0;
            for (var i = 0; i < n; i++) sum += differences[random.Next(n)];
            means[round] = sum / n;
        }

        Array.Sort(means);
        return new Interval(differences.Average(), means[(int)(0.025 * (Rounds - 1))], means[(int)Math.Ceiling(0.975 * (Rounds - 1))]);
    }
}

/// <summary>A mean and where it may lie.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="High">97.5 % quantile.</param>
public readonly record struct Interval(double Mean, double Low, double High);
