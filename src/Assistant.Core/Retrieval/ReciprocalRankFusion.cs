namespace Assistant.Core.Retrieval;

/// <summary>
/// Reciprocal rank fusion: score(d) = Σ over legs of weight / (k + rank). Cormack, Clarke and Büttcher, "Reciprocal rank fusion
/// outperforms Condorcet and individual rank learning methods", SIGIR 2009.
/// </summary>
public static class ReciprocalRankFusion
{
    /// <summary>Fuses ranked lists; equal scores are ordered by key, so that the result is the same every time.</summary>
    /// <param name="legs">Each with its weight and its keys, best first, no key twice.</param>
    /// <param name="k">The constant, 60 in the paper.</param>
    /// <returns>Keys with their scores, best first.</returns>
    public static List<(long Key, double Score)> Fuse(IReadOnlyList<(double Weight, IReadOnlyList<long> Keys)> legs, int k)
    {
        ArgumentNullException.ThrowIfNull(legs);
        return Fuse([.. legs.Select(leg => (IReadOnlyList<(long, double)>)[.. leg.Keys.Select(key => (key, leg.Weight))])], k);
    }

    /// <summary>Fuses ranked lists in which each key has a weight of its own: a leg that knows how sure it is says so.</summary>
    /// <param name="legs">Keys with their weights, best first, no key twice.</param>
    /// <param name="k">The constant, 60 in the paper.</param>
    /// <returns>Keys with their scores, best first.</returns>
    public static List<(long Key, double Score)> Fuse(IReadOnlyList<IReadOnlyList<(long Key, double Weight)>> legs, int k)
    {
        ArgumentNullException.ThrowIfNull(legs);
        var scores = new Dictionary<long, double>();
        foreach (var leg in legs)
        {
            for (var rank = 1; rank <= leg.Count; rank++)
            {
                var (key, weight) = leg[rank - 1];
                scores.TryGetValue(key, out var score);
                scores[key] = score + (weight / (k + rank));
            }
        }

        var fused = new List<(long Key, double Score)>(scores.Count);
        foreach (var (key, score) in scores) fused.Add((key, score));
        fused.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Key.CompareTo(b.Key));
        return fused;
    }
}
