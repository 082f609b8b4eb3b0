using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>Fine-tunes one low-rank adapter from task to task, with ingredients that protect what was learned.</summary>
public sealed class GradientStrategy : ContinualStrategy
{
    private readonly IReadOnlyList<Ingredient> ingredients;
    private readonly LearnerState state;

    /// <summary>Begins at the identity.</summary>
    public GradientStrategy(StrategyContext context, params IReadOnlyList<Ingredient> ingredients)
    {
        ArgumentNullException.ThrowIfNull(context);
        this.ingredients = ingredients;
        state = new LearnerState(context);
    }

    /// <inheritdoc/>
    public override long StateBytes => (sizeof(float) * 2L * state.Adapter.A.Values.Length) + ingredients.Sum(ingredient => ingredient.Bytes);

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var settings = state.Context.Training;
        ILossTerm[] terms = [state.Loss(task), .. ingredients.SelectMany(ingredient => ingredient.Terms(state, task))];
        PairsLoss[] streams = [new(new ShuffledPairs(task.Pairs), terms), .. ingredients.SelectMany(ingredient => ingredient.Streams(state, task))];
        var learned = LowRankTrainer.Train(state.Adapter, streams, task.Pairs.Count, settings, state.Random, (adapter, gradients) =>
        {
            foreach (var ingredient in ingredients) ingredient.Shape(state, task, adapter, gradients);
        }, cancellationToken);
        (state.Before, state.Adapter) = (state.Adapter, learned);
        state.Remember(task.Pairs.Candidates());
        state.Learned++;
        foreach (var ingredient in ingredients) ingredient.After(state, task);
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Matrix.TimesTransposed(state.Adapter.Apply(queries), candidates.Targets);
    }
}
