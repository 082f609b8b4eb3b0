using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>ZSCL (Zheng et al. 2023): on a reference set the similarities of the frozen encoder stay, so that zero-shot ability does.</summary>
/// <param name="weight">Weight of the distillation.</param>
public sealed class ReferenceRelations(float weight = 100) : Ingredient
{
    /// <inheritdoc/>
    public override IEnumerable<PairsLoss> Streams(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [new PairsLoss(new ShuffledPairs(state.Context.Reference), [new RelationDistillation(IdentityAdapter.Instance, state.Context.Training.Temperature, weight)])];
    }
}
