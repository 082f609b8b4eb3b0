namespace Assistant.Core.Answering;

/// <summary>
/// Chooses few pieces of evidence that do not repeat each other: maximal marginal relevance, Carbonell and Goldstein, "The use of
/// MMR, diversity-based reranking for reordering documents and producing summaries", SIGIR 1998.
/// </summary>
internal static class EvidenceSelector
{
    private const double Relevance = 0.75; // λ
    private const double NearBest = 0.9;
    private const double NearEnoughForNew = 0.66;

    /// <summary>
    /// Chooses at most <paramref name="limit"/>, the best first; a further one must score near the best, or cover terms of the question
    /// that are still uncovered, and one of another document must support an answer by itself.
    /// </summary>
    /// <param name="ranked">Candidates, the best first.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="leastSupport">Share of the question that one of another document must cover, 0 to 1.</param>
    public static List<Evidence> Select(IReadOnlyList<Evidence> ranked, int limit, double leastSupport)
    {
        var chosen = new List<Evidence>(limit);
        if (ranked.Count == 0) return chosen;
        var top = ranked[0].Score;
        var left = ranked.Where(e => e.Score >= NearEnoughForNew * top && (e.Support >= leastSupport || e.Hit.Passage.DocumentId == ranked[0].Hit.Passage.DocumentId)).Take(40).ToList();
        var covered = new bool[ranked[0].Covers.Count];
        while (chosen.Count < limit && left.Count > 0)
        {
            var best = left.MaxBy(e => (Relevance * e.Score / top) - ((1 - Relevance) * Likeness(e, chosen)))!;
            left.Remove(best);
            if (chosen.Count > 0)
            {
                var addsTerm = best.Covers.Where((covers, t) => covers && !covered[t]).Any();
                if (best.Score < NearBest * top && !addsTerm) continue;
                if (Likeness(best, chosen) > 0.6 || chosen.Exists(e => Overlap(e, best))) continue;
            }

            chosen.Add(best);
            for (var t = 0; t < covered.Length; t++) covered[t] |= best.Covers[t];
        }

        return chosen;
    }

    private static double Likeness(Evidence evidence, List<Evidence> chosen)
    {
        double most = 0;
        foreach (var other in chosen)
        {
            var common = evidence.Terms.Count(other.Terms.Contains);
            most = Math.Max(most, common / (double)Math.Max(1, Math.Min(evidence.Terms.Count, other.Terms.Count)));
        }

        return most;
    }

    private static bool Overlap(Evidence a, Evidence b) =>
        a.Hit.Passage.DocumentId == b.Hit.Passage.DocumentId && a.Span.Start < b.Span.End && b.Span.Start < a.Span.End;
}
