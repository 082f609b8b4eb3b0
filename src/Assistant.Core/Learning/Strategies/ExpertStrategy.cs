using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>How experts come together.</summary>
public enum ExpertMixture
{
    /// <summary>An expert learns on top of all earlier ones, which stay as they are (Progressive Networks, Rusu et al. 2016).</summary>
    Progressive,

    /// <summary>Experts stand alone; the router mixes two of them and lets unknown queries pass unchanged (MoE-Adapters4CL, Yu et al. 2024).</summary>
    Routed,
}

/// <summary>An expert of low rank for each task, chosen by a <see cref="DomainRouter"/>, or by the task where it is told.</summary>
/// <param name="context">What the strategy is given.</param>
/// <param name="mixture">How experts come together.</param>
public sealed class ExpertStrategy(StrategyContext context, ExpertMixture mixture) : ContinualStrategy
{
    private readonly Random random = new(context.Training.Seed);
    private readonly DomainRouter router = new();
    private readonly List<LowRankAdapter> experts = [];

    /// <inheritdoc/>
    public override long StateBytes => router.Bytes + experts.Sum(expert => sizeof(float) * 2L * expert.A.Values.Length);

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        router.Add(task.Pairs.Queries, random);
        var settings = context.Training;
        var start = LowRankAdapter.Identity(context.Dimensions, settings.Rank, settings.Seed + experts.Count);
        // A progressive expert sees queries as the earlier ones left them.
        var pairs = mixture == ExpertMixture.Progressive ? task.Pairs with { Queries = Through(task.Pairs.Queries, experts.Count) } : task.Pairs;
        experts.Add(LowRankTrainer.Train(start, [new PairsLoss(new ShuffledPairs(pairs), [new InfoNce(settings.Temperature, settings.Documents)])], pairs.Count, settings, random, null, cancellationToken));
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        return Matrix.TimesTransposed(Move(queries, task), candidates.Targets);
    }

    private Matrix Move(Matrix queries, int? task)
    {
        if (task is { } told) return told < experts.Count ? Of(told, queries) : queries;
        var moved = queries.Copy();
        var each = Enumerable.Range(0, experts.Count).Select(k => Of(k, queries)).ToArray();
        for (var i = 0; i < queries.Rows; i++)
        {
            var routes = router.Route(queries[i], bypass: true);
            if (routes.Count == 0) continue;
            moved[i].Clear();
            foreach (var (domain, weight) in routes) TensorPrimitives.MultiplyAdd(each[domain][i], weight, moved[i], moved[i]);
        }

        moved.NormalizeRows();
        return moved;
    }

    private Matrix Of(int expert, Matrix queries) => mixture == ExpertMixture.Progressive ? Through(queries, expert + 1) : experts[expert].Apply(queries);

    private Matrix Through(Matrix queries, int count) => experts.Take(count).Aggregate(queries, (moved, expert) => expert.Apply(moved));
}
