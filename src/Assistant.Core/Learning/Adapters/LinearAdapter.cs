using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>x' = norm((1 − s)·x + s·W·x): a full linear map, such as the ridge map of <see cref="Moments.Solve"/>, blended with the identity.</summary>
/// <param name="Weights">W, [d, d].</param>
/// <param name="Scale">s, 0 (identity) to 1.</param>
public sealed record LinearAdapter(Matrix Weights, float Scale = 1) : IQueryAdapter
{
    /// <inheritdoc/>
    public Matrix Apply(Matrix queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        // [n, d] x [d, d]ᵀ -> [n, d]
        var moved = Matrix.TimesTransposed(queries, Weights);
        if (Scale != 1)
        {
            TensorPrimitives.Multiply(moved.Values, Scale, moved.Values);
            TensorPrimitives.MultiplyAdd(queries.Values, 1 - Scale, moved.Values, moved.Values);
        }

        moved.NormalizeRows();
        return moved;
    }
}
