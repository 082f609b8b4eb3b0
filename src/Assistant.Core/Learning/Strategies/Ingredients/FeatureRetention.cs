using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>Feature distillation: on the new queries, the adapter stays near where it was before the task.</summary>
/// <param name="weight">Weight of ‖x' − x'_before‖².</param>
public sealed class FeatureRetention(float weight = 1) : Ingredient
{
    /// <inheritdoc/>
    public override IEnumerable<ILossTerm> Terms(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Learned > 0 ? [new FeatureDistillation(state.Adapter, weight)] : [];
    }
}
