using Assistant.Core.Content;
using Assistant.Core.Feedback;

namespace Assistant.Core.Learning.Measures;

/// <summary>
/// Quality of rankings by what users liked, from votes weighed by inverse propensity (Joachims, Swaminathan and Schnabel 2017): the sum
/// of weight times a gain that falls with the rank, self-normalized by the sum of all weights. Each query's score is scaled so that the
/// plain mean over queries is that estimate, and a paired bootstrap over queries holds for it.
/// </summary>
public static class JudgedMeasures
{
    /// <summary>Ranks that count; what stands below gains nothing.</summary>
    public const int Depth = 10;

    /// <summary>Gain of R@10: 1 at any of the first ten ranks.</summary>
    public static double Recall(int rank) => rank <= Depth ? 1 : 0;

    /// <summary>Gain of MRR@10: 1 / rank.</summary>
    public static double ReciprocalRank(int rank) => rank <= Depth ? 1.0 / rank : 0;

    /// <summary>Gain of DCG@10: 1 / log₂(1 + rank) (Järvelin and Kekäläinen 2002).</summary>
    public static double Discount(int rank) => rank <= Depth ? 1 / Math.Log2(1 + rank) : 0;

    /// <summary>Scores queries by a gain.</summary>
    /// <param name="rankings">First documents of each query, best first, [n].</param>
    /// <param name="liked">What was liked for each, [n].</param>
    /// <param name="gain">Gain of a rank, from 1; for R@10 and MRR@10 one of those here.</param>
    /// <returns>[n]; their mean is the estimate, 0 to 1.</returns>
    public static double[] Score(IReadOnlyList<IReadOnlyList<DocumentId>> rankings, IReadOnlyList<IReadOnlyList<Judgement>> liked, Func<int, double> gain)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(liked);
        return Normalize([.. rankings.Zip(liked, (ranking, judged) => judged.Sum(judgement => judgement.Weight * GainOf(ranking, judgement.Document, gain)))], liked);
    }

    /// <summary>nDCG@10: the discounted gain over that of the ranking which has the heaviest documents first.</summary>
    /// <returns>[n]; their mean is the estimate, 0 to 1.</returns>
    public static double[] Ndcg(IReadOnlyList<IReadOnlyList<DocumentId>> rankings, IReadOnlyList<IReadOnlyList<Judgement>> liked)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(liked);
        return Normalize(
            [.. rankings.Zip(liked, (ranking, judged) =>
            {
                var ideal = judged.OrderByDescending(judgement => judgement.Weight).Select((judgement, i) => judgement.Weight * Discount(i + 1)).Sum();
                return judged.Sum(judgement => judgement.Weight) * judged.Sum(judgement => judgement.Weight * GainOf(ranking, judgement.Document, Discount)) / ideal;
            })],
            liked);
    }

    private static double GainOf(IReadOnlyList<DocumentId> ranking, DocumentId document, Func<int, double> gain)
    {
        for (var i = 0; i < ranking.Count; i++)
        {
            if (ranking[i] == document) return gain(i + 1);
        }

        return 0;
    }

    private static double[] Normalize(double[] scores, IReadOnlyList<IReadOnlyList<Judgement>> liked)
    {
        var mean = liked.Count == 0 ? 1 : liked.Average(judged => judged.Sum(judgement => judgement.Weight));
        return [.. scores.Select(score => score / mean)];
    }
}
