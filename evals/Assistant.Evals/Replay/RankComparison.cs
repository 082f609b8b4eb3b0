namespace Assistant.Evals.Replay;

/// <summary>How much two rankings of the same query have in common. Pure.</summary>
public static class RankComparison
{
    // The first ten ranks carry 86 % of the weight (Webber, Moffat and Zobel 2010, section 5).
    private const double Persistence = 0.9;

    /// <summary>Whether the first <paramref name="depth"/> differ, in what they are or in their order.</summary>
    public static bool HasChanged<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, int depth) => !before.Take(depth).SequenceEqual(after.Take(depth));

    /// <summary>Share of the first <paramref name="depth"/> that both have, of the longer one; 1 for two that are empty.</summary>
    public static double Overlap<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, int depth)
    {
        var (one, two) = (before.Take(depth).ToHashSet(), after.Take(depth).ToHashSet());
        var longer = Math.Max(one.Count, two.Count);
        return longer == 0 ? 1 : (double)one.Intersect(two).Count() / longer;
    }

    /// <summary>
    /// Rank-biased overlap, p = 0.9, extrapolated from what is seen (Webber, Moffat and Zobel, "A similarity measure for indefinite
    /// rankings", 2010, equation 32 for lists of uneven length): 1 for equal rankings, 0 for nothing in common, early ranks count most.
    /// </summary>
    public static double RankBiasedOverlap<T>(IReadOnlyList<T> before, IReadOnlyList<T> after)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (shorter, longer) = before.Count <= after.Count ? (before, after) : (after, before);
        if (longer.Count == 0) return 1;
        if (shorter.Count == 0) return 0;
        var (s, l) = (shorter.Count, longer.Count);
        var (inShorter, inLonger) = (new HashSet<T>(), new HashSet<T>());
        var common = new int[l + 1];
        double sum = 0;
        for (var d = 1; d <= l; d++)
        {
            common[d] = common[d - 1];
            if (d <= s)
            {
                if (inLonger.Contains(shorter[d - 1]) || EqualityComparer<T>.Default.Equals(shorter[d - 1], longer[d - 1])) common[d]++;
                inShorter.Add(shorter[d - 1]);
            }

            if (!(d <= s && EqualityComparer<T>.Default.Equals(shorter[d - 1], longer[d - 1])) && inShorter.Contains(longer[d - 1])) common[d]++;
            inLonger.Add(longer[d - 1]);
            sum += (double)common[d] / d * Math.Pow(Persistence, d);
            // Beyond the end of the shorter one its agreement is taken to go on.
            if (d > s) sum += (double)common[s] * (d - s) / (s * (double)d) * Math.Pow(Persistence, d);
        }

        return ((1 - Persistence) / Persistence * sum) + ((((double)(common[l] - common[s]) / l) + ((double)common[s] / s)) * Math.Pow(Persistence, l));
    }
}
