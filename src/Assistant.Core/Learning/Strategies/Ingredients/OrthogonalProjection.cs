using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>
/// Gradient projection (GPM, Saha et al. 2021; O-LoRA): g ← g(I − UUᵀ) for U the main directions of earlier inputs, of the queries for
/// A and of the units for B, so that what the adapter did with them stays.
/// </summary>
/// <param name="share">Share of the inputs' energy that the directions hold, 0 to 1; the rest stays free.</param>
public sealed class OrthogonalProjection(float share = 0.95f) : Ingredient
{
    private readonly List<float[]> inputs = [];
    private readonly List<float[]> units = [];

    /// <inheritdoc/>
    public override long Bytes => sizeof(float) * (inputs.Concat(units).Sum(direction => (long)direction.Length));

    /// <inheritdoc/>
    public override void Shape(LearnerState state, LearningTask task, LowRankAdapter adapter, Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        for (var k = 0; k < gradients.A.Rows; k++)
        {
            foreach (var direction in inputs) Remove(gradients.A[k], direction);
        }

        // B is kept as [r, d]: its inputs run over rows.
        foreach (var direction in units)
        {
            var along = new float[gradients.B.Columns];
            for (var k = 0; k < direction.Length; k++) TensorPrimitives.MultiplyAdd(gradients.B[k], direction[k], along, along);
            for (var k = 0; k < direction.Length; k++) TensorPrimitives.MultiplyAdd(along, -direction[k], gradients.B[k], gradients.B[k]);
        }
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        Extend(inputs, task.Pairs.Queries);
        Extend(units, state.Adapter.Units(task.Pairs.Queries));
    }

    private static void Remove(Span<float> values, ReadOnlySpan<float> direction) => TensorPrimitives.MultiplyAdd(direction, -TensorPrimitives.Dot(values, direction), values, values);

    // Adds directions of largest energy of what the basis does not hold yet, until it holds the share.
    private void Extend(List<float[]> basis, Matrix rows)
    {
        var rest = rows.Copy();
        var total = TensorPrimitives.SumOfSquares<float>(rows.Values);
        for (var i = 0; i < rest.Rows; i++)
        {
            foreach (var direction in basis) Remove(rest[i], direction);
        }

        var moments = new Matrix(rest.Columns, rest.Columns);
        Matrix.AddTransposedProduct(rest, rest, 1, moments);
        var held = total - TensorPrimitives.SumOfSquares<float>(rest.Values);
        while (held < share * total && basis.Count < rest.Columns)
        {
            var (direction, energy) = PowerIteration(moments);
            if (!(energy > 0)) return;
            basis.Add(direction);
            held += energy;
            // Deflation: what is left has nothing along this direction.
            for (var k = 0; k < moments.Rows; k++) TensorPrimitives.MultiplyAdd(direction, -energy * direction[k], moments[k], moments[k]);
        }
    }

    private static (float[] Direction, float Energy) PowerIteration(Matrix symmetric)
    {
        var direction = new float[symmetric.Columns];
        for (var k = 0; k < direction.Length; k++) direction[k] = 1 + (0.01f * k);
        float energy = 0;
        for (var round = 0; round < 60; round++)
        {
            var next = new float[direction.Length];
            for (var k = 0; k < next.Length; k++) next[k] = TensorPrimitives.Dot<float>(symmetric[k], direction);
            energy = TensorPrimitives.Norm<float>(next);
            if (!(energy > 1e-9f)) return (direction, 0);
            TensorPrimitives.Divide(next, energy, next);
            direction = next;
        }

        return (direction, energy);
    }
}
