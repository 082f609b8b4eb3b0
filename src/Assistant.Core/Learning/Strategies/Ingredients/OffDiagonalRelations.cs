using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>Mod-X (Ni et al. 2023): similarities of the new pairs off the diagonal stay what they were before the task.</summary>
/// <param name="weight">Weight of the distillation.</param>
public sealed class OffDiagonalRelations(float weight = 20) : Ingredient
{
    /// <inheritdoc/>
    public override IEnumerable<ILossTerm> Terms(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Learned > 0 ? [new RelationDistillation(state.Adapter, state.Context.Training.Temperature, weight, offDiagonal: true)] : [];
    }
}
