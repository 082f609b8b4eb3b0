using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>
/// The exact penalty of a linear adapter: λ·tr((Δ − Δ*)Σ(Δ − Δ*)ᵀ) = λ·E‖Δx − Δ*x‖² over the queries of earlier tasks, Σ their second
/// moments; unlike EWC it has no free gauge between the two factors.
/// </summary>
/// <param name="strength">λ.</param>
public sealed class ExactQuadratic(float strength = 3) : Ingredient
{
    private Matrix? moments;
    private Matrix? anchor;
    private int seen;

    /// <inheritdoc/>
    public override long Bytes => sizeof(float) * 2L * (moments?.Values.Length ?? 0);

    /// <inheritdoc/>
    public override void Shape(LearnerState state, LearningTask task, LowRankAdapter adapter, Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(gradients);
        if (moments is null || anchor is null) return;
        // (Δ - Δ*) [d, d], then 2λ(Δ - Δ*)Σ [d, d]; Δ = Bᵀ A with B kept as [r, d].
        var apart = Delta(adapter);
        System.Numerics.Tensors.TensorPrimitives.Subtract(apart.Values, anchor.Values, apart.Values);
        var slope = new Matrix(apart.Rows, apart.Columns);
        Matrix.AddProduct(apart, moments, 2 * strength / seen, slope);
        // dB = A slopeᵀ [r, d], dA = B slope [r, d].
        var forB = Matrix.TimesTransposed(adapter.A, slope);
        System.Numerics.Tensors.TensorPrimitives.Add(gradients.B.Values, forB.Values, gradients.B.Values);
        Matrix.AddProduct(adapter.B, slope, 1, gradients.A);
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        moments ??= new Matrix(state.Context.Dimensions, state.Context.Dimensions);
        Matrix.AddTransposedProduct(task.Pairs.Queries, task.Pairs.Queries, 1, moments);
        seen += task.Pairs.Count;
        anchor = Delta(state.Adapter);
    }

    private static Matrix Delta(LowRankAdapter adapter)
    {
        var delta = new Matrix(adapter.A.Columns, adapter.A.Columns);
        Matrix.AddTransposedProduct(adapter.B, adapter.A, 1, delta);
        return delta;
    }
}
