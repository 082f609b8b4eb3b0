using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>Gradients of a loss with respect to the parts of a <see cref="LowRankAdapter"/>.</summary>
public sealed class Gradients
{
    /// <summary>Zeros.</summary>
    public Gradients(LowRankAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        A = new Matrix(adapter.A.Rows, adapter.A.Columns);
        B = new Matrix(adapter.B.Rows, adapter.B.Columns);
        Mask = new float[adapter.A.Rows];
    }

    /// <summary>dL/dA, [r, d].</summary>
    public Matrix A { get; }

    /// <summary>dL/dB, [r, d].</summary>
    public Matrix B { get; }

    /// <summary>dL/dm, [r].</summary>
    public float[] Mask { get; }

    /// <summary>Sets all to 0.</summary>
    public void Clear()
    {
        A.Clear();
        B.Clear();
        Array.Clear(Mask);
    }

    /// <summary>Runs pairs forward, asks the terms for dL/dx', and adds the gradients.</summary>
    /// <returns>The loss.</returns>
    public double Accumulate(LowRankAdapter adapter, PairSet pairs, Matrix? stored, IReadOnlyList<ILossTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(terms);
        var (x, n, r) = (pairs.Queries, pairs.Count, adapter.A.Rows);
        var raw = Matrix.TimesTransposed(x, adapter.A); // [n, d] x [r, d]ᵀ -> [n, r]
        var units = Masked(raw, adapter.Mask);
        var moved = x.Copy();
        Matrix.AddProduct(units, adapter.B, adapter.Scale, moved);
        var lengths = new float[n];
        for (var i = 0; i < n; i++) lengths[i] = Math.Max(TensorPrimitives.Norm<float>(moved[i]), 1e-12f);
        moved.NormalizeRows();

        var batch = new Batch(pairs, moved, stored, new Matrix(n, x.Columns));
        double loss = 0;
        foreach (var term in terms) loss += term.Add(batch);

        // x' = u/|u|: dL/du = (g - (g·x')x') / |u|.
        var back = batch.Gradient;
        for (var i = 0; i < n; i++)
        {
            var along = TensorPrimitives.Dot<float>(back[i], moved[i]);
            TensorPrimitives.MultiplyAdd(moved[i], -along, back[i], back[i]);
            TensorPrimitives.Divide(back[i], lengths[i], back[i]);
        }

        Matrix.AddTransposedProduct(units, back, adapter.Scale, B);
        var unitsBack = Matrix.TimesTransposed(back, adapter.B); // [n, d] x [r, d]ᵀ -> [n, r]
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < r; k++) Mask[k] += adapter.Scale * unitsBack[i][k] * raw[i][k];
        }

        Matrix.AddTransposedProduct(Masked(unitsBack, adapter.Mask), x, adapter.Scale, A);
        return loss;
    }

    private static Matrix Masked(Matrix units, IReadOnlyList<float>? mask)
    {
        if (mask is null) return units;
        var masked = units.Copy();
        for (var i = 0; i < masked.Rows; i++)
        {
            for (var k = 0; k < mask.Count; k++) masked[i][k] *= mask[k];
        }

        return masked;
    }
}
