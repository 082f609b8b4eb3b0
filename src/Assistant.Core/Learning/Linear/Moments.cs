using System.Numerics.Tensors;

namespace Assistant.Core.Learning.Linear;

/// <summary>
/// Second moments of pairs in double: G = Σ w·xxᵀ and C = Σ w·yxᵀ. They add up, so their order does not matter and a pair that was
/// added is subtracted exactly (up to rounding). Not thread-safe.
/// </summary>
public sealed class Moments
{
    private readonly double[] gram;
    private readonly double[] cross;
    private readonly double[] wide;

    /// <summary>Moments of nothing.</summary>
    /// <param name="inputs">Width of x.</param>
    /// <param name="outputs">Width of y.</param>
    public Moments(int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (Inputs, Outputs) = (inputs, outputs);
        gram = new double[inputs * inputs];
        cross = new double[outputs * inputs];
        wide = new double[inputs];
    }

    /// <summary>Width of x.</summary>
    public int Inputs { get; }

    /// <summary>Width of y.</summary>
    public int Outputs { get; }

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Bytes that the sums take, whatever they are sums of.</summary>
    public long Bytes => sizeof(double) * ((long)gram.Length + cross.Length);

    /// <summary>Mean of the diagonal of G: tr(G)/d.</summary>
    public double MeanDiagonal
    {
        get
        {
            double trace = 0;
            for (var i = 0; i < Inputs; i++) trace += gram[(i * Inputs) + i];
            return trace / Inputs;
        }
    }

    /// <summary>Adds a pair; a negative weight takes one away.</summary>
    /// <param name="x">Input, [inputs].</param>
    /// <param name="y">Output, [outputs].</param>
    /// <param name="weight">Its weight.</param>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double weight = 1)
    {
        TensorPrimitives.ConvertChecked(x, wide.AsSpan());
        ReadOnlySpan<double> input = wide;
        for (var i = 0; i < Inputs; i++)
        {
            // The lower half only: G is symmetric.
            var row = gram.AsSpan(i * Inputs, i + 1);
            if (input[i] != 0) TensorPrimitives.MultiplyAdd(input[..(i + 1)], weight * input[i], row, row);
        }

        for (var i = 0; i < Outputs; i++)
        {
            var row = cross.AsSpan(i * Inputs, Inputs);
            if (y[i] != 0) TensorPrimitives.MultiplyAdd(input, weight * y[i], row, row);
        }

        Weight += weight;
    }

    /// <summary>
    /// Adds pairs in their order; the sums are those of <see cref="Add"/> to the last bit. Rows of the sums stay in the cache for a block
    /// of pairs, which at d = 512 is several times as fast.
    /// </summary>
    /// <param name="x">Inputs, [n, inputs].</param>
    /// <param name="y">Outputs, [n, outputs].</param>
    /// <param name="weights">Weights, [n].</param>
    /// <param name="breathe">Called after each block; null for nothing.</param>
    public void AddRange(Matrix x, Matrix y, IReadOnlyList<double> weights, Action? breathe = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(weights);
        const int Block = 32;
        var inputs = new double[Block * Inputs];
        for (var from = 0; from < x.Rows; from += Block)
        {
            var count = Math.Min(Block, x.Rows - from);
            for (var p = 0; p < count; p++) TensorPrimitives.ConvertChecked<float, double>(x[from + p], inputs.AsSpan(p * Inputs, Inputs));
            for (var i = 0; i < Inputs; i++)
            {
                var row = gram.AsSpan(i * Inputs, i + 1);
                for (var p = 0; p < count; p++)
                {
                    var input = inputs.AsSpan(p * Inputs, Inputs);
                    if (input[i] != 0) TensorPrimitives.MultiplyAdd(input[..(i + 1)], weights[from + p] * input[i], row, row);
                }
            }

            for (var i = 0; i < Outputs; i++)
            {
                var row = cross.AsSpan(i * Inputs, Inputs);
                for (var p = 0; p < count; p++)
                {
                    var output = y[from + p][i];
                    if (output != 0) TensorPrimitives.MultiplyAdd(inputs.AsSpan(p * Inputs, Inputs), weights[from + p] * output, row, row);
                }
            }

            for (var p = 0; p < count; p++) Weight += weights[from + p];
            breathe?.Invoke();
        }
    }

    /// <summary>Makes room for an output more; its sums are 0 up to now.</summary>
    public Moments WithOutputs(int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, Outputs);
        var grown = new Moments(Inputs, outputs) { Weight = Weight };
        gram.CopyTo(grown.gram, 0);
        cross.CopyTo(grown.cross, 0);
        return grown;
    }

    /// <summary>
    /// Ridge regression drawn towards the identity (or 0): W = (C + λP)(G + λI)⁻¹ with P = I where inputs and outputs are of one
    /// space, else 0. λ = <paramref name="ridge"/> · tr(G)/d.
    /// </summary>
    /// <returns>W, [outputs, inputs].</returns>
    /// <exception cref="InvalidOperationException">The sums hold values that are not finite, or nothing.</exception>
    public Matrix Solve(double ridge, bool towardsIdentity)
    {
        var lambda = ridge * MeanDiagonal;
        if (!(lambda > 0)) throw new InvalidOperationException("There is nothing to solve: no pair with a length was added, or the ridge is 0.");
        var left = (double[])gram.Clone();
        for (var i = 0; i < Inputs; i++) left[(i * Inputs) + i] += lambda;
        Cholesky.Factor(left, Inputs);
        var solution = new Matrix(Outputs, Inputs);
        var row = new double[Inputs];
        for (var i = 0; i < Outputs; i++)
        {
            // W G = C row by row: G wᵢ = cᵢ, since G is symmetric.
            cross.AsSpan(i * Inputs, Inputs).CopyTo(row);
            if (towardsIdentity && i < Inputs) row[i] += lambda;
            Cholesky.Solve(left, Inputs, row);
            TensorPrimitives.ConvertTruncating(row, solution[i]);
        }

        return solution;
    }
}
