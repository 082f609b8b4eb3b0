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
        var scores = new Dictionary<long, double>();
        foreach (var (weight, keys) in legs)
        {
            for (var rank = 1; rank <= keys.Count; rank++)
            {
                scores.TryGetValue(keys[rank - 1], out var score);
                scores[keys[rank - 1]] = score + (weight / (k + rank));
            }
        }

        var fused = new List<(long Key, double Score)>(scores.Count);
        foreach (var (key, score) in scores) fused.Add((key, score));
        fused.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Key.CompareTo(b.Key));
        return fused;
    }
}
