using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Measures;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Learning.Fusion;

/// <summary>
/// Learns the weights of the legs from queries that were judged: of a grid over the weights of the vector legs, the point that ranks
/// what was liked best. The weight of words stays as it is, because the fused order does not change when all weights grow together;
/// that leaves two numbers, and every point of the grid is tried. Deterministic, and always from the configured weights.
/// </summary>
public static class FusionTrainer
{
    /// <summary>Fewest judged queries of a collection, those that are kept back among them.</summary>
    public const int FewestQueries = 40;

    private const int Octaves = 4;

    /// <summary>Learns them.</summary>
    /// <param name="queries">The judged queries to learn from; at least one.</param>
    /// <param name="configured">The weights that are set: where learning begins.</param>
    /// <param name="breathe">Called between points of the grid, for a budget of CPU time; null for nothing.</param>
    /// <param name="cancellationToken">Ends it between two points.</param>
    public static TrainedWeights Train(IReadOnlyList<JudgedLegs> queries, LegWeights configured, Action? breathe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(configured);
        ArgumentOutOfRangeException.ThrowIfZero(queries.Count, nameof(queries));
        var ran = queries.SelectMany(query => query.Legs.Legs).ToHashSet(StringComparer.Ordinal);
        var before = MeanReciprocalRank(queries, configured);
        var best = (Score: before, Weights: configured);
        // Points near the configured weights come first: where several rank as well as each other, the least change is chosen.
        foreach (var (text, image) in Powers(ran.Contains(Legs.DenseText) && configured.DenseText > 0)
            .SelectMany(text => Powers(ran.Contains(Legs.DenseImage) && configured.DenseImage > 0), (text, image) => (text, image))
            .OrderBy(point => Math.Abs(point.text) + Math.Abs(point.image)).ThenBy(point => point.text).ThenBy(point => point.image))
        {
            cancellationToken.ThrowIfCancellationRequested();
            breathe?.Invoke();
            var weights = configured.Times(Math.Pow(2, text), Math.Pow(2, image));
            var score = MeanReciprocalRank(queries, weights);
            if (score > best.Score + 1e-9) best = (score, weights);
        }

        return new TrainedWeights(ReferenceEquals(best.Weights, configured) ? null : best.Weights, before, best.Score);
    }

    /// <summary>Rankings of queries with weights, the first ten documents of each, [n].</summary>
    public static IReadOnlyList<IReadOnlyList<DocumentId>> Rank(IReadOnlyList<JudgedLegs> queries, LegWeights weights)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return [.. queries.Select(query => query.Legs.Rank(weights, JudgedMeasures.Depth))];
    }

    private static double MeanReciprocalRank(IReadOnlyList<JudgedLegs> queries, LegWeights weights) =>
        JudgedMeasures.Score(Rank(queries, weights), [.. queries.Select(query => query.Liked)], JudgedMeasures.ReciprocalRank).Average();

    private static IEnumerable<int> Powers(bool varies) => varies ? Enumerable.Range(-Octaves, (2 * Octaves) + 1) : [0];
}

/// <summary>A judged query with what its legs found.</summary>
/// <param name="Legs">What they found.</param>
/// <param name="Liked">What was liked; at least one.</param>
public sealed record JudgedLegs(ReplayedLegs Legs, IReadOnlyList<Judgement> Liked);

/// <summary>What came of it.</summary>
/// <param name="Weights">The weights; null where none rank better than those that are configured.</param>
/// <param name="Before">MRR@10 of the queries with the configured weights.</param>
/// <param name="After">The same with these.</param>
public sealed record TrainedWeights(LegWeights? Weights, double Before, double After);
