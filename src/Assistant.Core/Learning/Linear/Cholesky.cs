using System.Numerics.Tensors;

namespace Assistant.Core.Learning.Linear;

/// <summary>Cholesky factorization of symmetric positive definite matrices in double, in place in the lower half, row-major.</summary>
public static class Cholesky
{
    /// <summary>Replaces the lower half of A by L with A = LLᵀ.</summary>
    /// <param name="matrix">[n, n]; what lies above the diagonal is neither read nor written.</param>
    /// <param name="n">Rows.</param>
    /// <exception cref="InvalidOperationException">A is not positive definite, or not finite.</exception>
    public static void Factor(Span<double> matrix, int n)
    {
        for (var i = 0; i < n; i++)
        {
            var row = matrix.Slice(i * n, n);
            for (var j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = matrix.Slice(j * n, n);
                row[j] = (row[j] - TensorPrimitives.Dot(row[..j], other[..j])) / other[j];
            }

            var rest = row[i] - TensorPrimitives.Dot<double>(row[..i], row[..i]);
            if (!(rest > 0) || !double.IsFinite(rest)) throw new InvalidOperationException($"The matrix is not positive definite at row {i}.");
            row[i] = Math.Sqrt(rest);
        }
    }

    /// <summary>Solves LLᵀx = b in place.</summary>
    /// <param name="factor">L, from <see cref="Factor"/>.</param>
    /// <param name="n">Rows.</param>
    /// <param name="values">b, replaced by x, [n].</param>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> values)
    {
        for (var i = 0; i < n; i++)
        {
            var row = factor.Slice(i * n, n);
            values[i] = (values[i] - TensorPrimitives.Dot(row[..i], values[..i])) / row[i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var row = factor.Slice(i * n, n);
            values[i] /= row[i];
            // The rows above lose what this value takes: a column of Lᵀ is a row of L.
            TensorPrimitives.MultiplyAdd(row[..i], -values[i], values[..i], values[..i]);
        }
    }
}
