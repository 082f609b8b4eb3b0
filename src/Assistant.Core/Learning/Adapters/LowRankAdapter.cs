using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>x' = norm(x + s·B·(m ⊙ A·x)): the identity and a residual of rank r (LoRA on an embedding), with an optional mask m over its r units (HAT).</summary>
/// <param name="A">[r, d].</param>
/// <param name="B">Transposed, [r, d]: row k is what unit k adds.</param>
/// <param name="Scale">s, 0 (identity) to 1.</param>
/// <param name="Mask">m, [r], 0 to 1; null for ones.</param>
public sealed record LowRankAdapter(Matrix A, Matrix B, float Scale = 1, IReadOnlyList<float>? Mask = null) : IQueryAdapter
{
    /// <summary>A fresh one that is the identity: A random (N(0, 1/d)), B zero.</summary>
    public static LowRankAdapter Identity(int dimensions, int rank, int seed)
    {
        var random = new Random(seed);
        var a = new Matrix(rank, dimensions);
        var deviation = 1 / Math.Sqrt(dimensions);
        foreach (ref var value in a.Values) value = (float)(deviation * Gaussian.Next(random));
        return new LowRankAdapter(a, new Matrix(rank, dimensions));
    }

    /// <inheritdoc/>
    public Matrix Apply(Matrix queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var moved = queries.Copy();
        Matrix.AddProduct(Units(queries), B, Scale, moved);
        moved.NormalizeRows();
        return moved;
    }

    /// <summary>Activity of the units, m ⊙ A·x: [n, d] x [r, d]ᵀ -> [n, r].</summary>
    public Matrix Units(Matrix queries)
    {
        var units = Matrix.TimesTransposed(queries, A);
        if (Mask is not null)
        {
            for (var i = 0; i < units.Rows; i++)
            {
                var row = units[i];
                for (var k = 0; k < row.Length; k++) row[k] *= Mask[k];
            }
        }

        return units;
    }
}
