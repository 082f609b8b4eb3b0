using System.Numerics.Tensors;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// Drives queries away from targets that users called wrong: w · mean log(1 + exp((x'·t − x·t)/τ)), the pairwise logistic loss of
/// feedback with the frozen encoder's own score in place of a better document, which a lone thumb down does not name.
/// </summary>
/// <param name="temperature">τ.</param>
/// <param name="weight">w.</param>
internal sealed class Repulsion(float temperature, float weight) : ILossTerm
{
    public double Add(Batch batch)
    {
        var n = batch.Outputs.Rows;
        double loss = 0;
        for (var i = 0; i < n; i++)
        {
            ReadOnlySpan<float> target = batch.Pairs.Targets[i];
            var z = (TensorPrimitives.Dot(batch.Outputs[i], target) - TensorPrimitives.Dot(batch.Pairs.Queries[i], target)) / temperature;
            loss += weight * Math.Log(1 + Math.Exp(z)) / n;
            // dL/dx' = w·σ(z)/(τn)·t.
            TensorPrimitives.MultiplyAdd(target, weight / (1 + MathF.Exp(-z)) / (temperature * n), batch.Gradient[i], batch.Gradient[i]);
        }

        return loss;
    }
}
