using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;

namespace Assistant.Core.Learning.Training;

/// <summary>Keeps where queries go: w·mean ‖x' − x'_before‖²; x'_before is that of the teacher, or what was stored with a replayed pair (DER, Buzzega et al. 2020: its logits are products of x' with fixed targets).</summary>
/// <param name="teacher">The adapter before the task; null to use the stored outputs.</param>
/// <param name="weight">w.</param>
public sealed class FeatureDistillation(IQueryAdapter? teacher, float weight) : ILossTerm
{
    /// <inheritdoc/>
    public double Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var before = teacher?.Apply(batch.Pairs.Queries) ?? batch.Stored ?? throw new InvalidOperationException("These pairs were stored without outputs.");
        var apart = before.Copy();
        TensorPrimitives.Subtract(batch.Outputs.Values, before.Values, apart.Values);
        var factor = 2 * weight / batch.Outputs.Rows;
        TensorPrimitives.MultiplyAdd(apart.Values, factor, batch.Gradient.Values, batch.Gradient.Values);
        return weight * TensorPrimitives.SumOfSquares<float>(apart.Values) / batch.Outputs.Rows;
    }
}
