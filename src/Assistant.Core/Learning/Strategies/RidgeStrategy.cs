using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Strategies;

/// <summary>The ridge map of all pairs so far, W = (C + λI)(G + λI)⁻¹: the joint solution in any order of tasks, drawn towards the frozen encoder.</summary>
/// <param name="context">What the strategy is given.</param>
/// <param name="ridge">λ as a multiple of tr(G)/d.</param>
public sealed class RidgeStrategy(StrategyContext context, double ridge = 0.1) : ContinualStrategy
{
    private readonly Moments moments = new(context.Dimensions, context.Dimensions);
    private IQueryAdapter adapter = IdentityAdapter.Instance;

    /// <inheritdoc/>
    public override long StateBytes => moments.Bytes;

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        for (var i = 0; i < task.Pairs.Count; i++) moments.Add(task.Pairs.Queries[i], task.Pairs.Targets[i]);
        cancellationToken.ThrowIfCancellationRequested();
        adapter = new LinearAdapter(moments.Solve(ridge, towardsIdentity: true));
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Matrix.TimesTransposed(adapter.Apply(queries), candidates.Targets);
    }
}
