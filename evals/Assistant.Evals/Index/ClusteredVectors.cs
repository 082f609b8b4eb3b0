namespace Assistant.Evals.Index;

/// <summary>
/// Vectors as encoders give them: unit length, in clusters of unequal size, and with a few directions that vary much more than the rest.
/// A row is unit(c + 0.8 · Q · (σ ∘ g)): c one of 1,000 random unit vectors, drawn with log-normal weights (σ 0.7); g standard normal; σ²
/// falls with the power 0.75 of the direction's number and sums to 1; Q a random rotation, so that no axis is special. The
/// effective width (Σσ²)² / Σσ⁴ is 63 of 256, harder than most encoders' vectors. Queries are further draws and not rows with some noise, so no row
/// stands out as theirs.
/// </summary>
internal sealed class ClusteredVectors
{
    private const int Clusters = 1000;
    private const float Spread = 0.8f;
    private const double SpectrumExponent = 0.75;

    private readonly int _width;
    private readonly float[] _centres;
    private readonly double[] _cumulative = new double[Clusters];

    // [d, d]: the rotation with its columns scaled by σ.
    private readonly float[] _mixing;

    public ClusteredVectors(int width, Random random)
    {
        _width = width;
        _centres = new float[Clusters * width];
        for (var c = 0; c < Clusters; c++)
        {
            Normals(_centres.AsSpan(c * width, width), random);
            Normalize(_centres.AsSpan(c * width, width));
            _cumulative[c] = (c == 0 ? 0 : _cumulative[c - 1]) + Math.Exp(0.7 * Normal(random));
        }

        _mixing = Rotation(width, random);
        var variances = Enumerable.Range(1, width).Select(i => Math.Pow(i, -SpectrumExponent)).ToArray();
        var sum = variances.Sum();
        for (var i = 0; i < _mixing.Length; i++)
            _mixing[i] *= (float)Math.Sqrt(variances[i % width] / sum);
    }

    /// <summary>Draws rows. Safe from many threads.</summary>
    /// <param name="rows">[n, width], receives the rows.</param>
    /// <param name="random">Where they come from.</param>
    public void Fill(Span<float> rows, Random random)
    {
        var noise = new float[_width];
        for (var at = 0; at < rows.Length; at += _width)
        {
            var drawn = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
            var cluster = Math.Min(Clusters - 1, drawn < 0 ? ~drawn : drawn);
            Normals(noise, random);
            var row = rows.Slice(at, _width);
            for (var i = 0; i < _width; i++)
                row[i] = _centres[(cluster * _width) + i] + (Spread * InnerProduct.Of(_mixing.AsSpan(i * _width, _width), noise));
            Normalize(row);
        }
    }

    /// <summary>A standard normal number (Box and Muller, 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Normals(Span<float> values, Random random)
    {
        foreach (ref var value in values)
            value = (float)Normal(random);
    }

    private static void Normalize(Span<float> row)
    {
        var length = MathF.Sqrt(InnerProduct.Of(row, row));
        foreach (ref var value in row)
            value /= length;
    }

    /// <summary>[d, d] orthonormal rows, uniformly distributed: normal numbers, orthogonalized twice against the rows before (modified Gram–Schmidt).</summary>
    private static float[] Rotation(int width, Random random)
    {
        var rotation = new float[width * width];
        for (var i = 0; i < width; i++)
        {
            var row = rotation.AsSpan(i * width, width);
            Normals(row, random);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    var before = rotation.AsSpan(j * width, width);
                    var product = InnerProduct.Of(row, before);
                    for (var k = 0; k < width; k++)
                        row[k] -= product * before[k];
                }

                Normalize(row);
            }
        }

        return rotation;
    }
}
