using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>LwF (Li and Hoiem 2016): on the new queries, the answers among earlier labels stay what they were.</summary>
/// <param name="weight">Weight of the distillation.</param>
public sealed class LearningWithoutForgetting(float weight = 20) : Ingredient
{
    /// <inheritdoc/>
    public override IEnumerable<ILossTerm> Terms(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Known is { Labels.Count: > 1 } known ? [new AnswerDistillation(state.Adapter, known, state.Context.Training.Temperature, weight)] : [];
    }
}
