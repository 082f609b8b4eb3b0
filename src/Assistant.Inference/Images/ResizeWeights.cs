namespace Assistant.Inference.Images;

/// <summary>
/// For each pixel of one side of the result: which source pixels it is made of, and their weights in 2^-22. As Pillow computes them
/// (Resample.c): the filter widens with the reduction, so that every source pixel counts.
/// </summary>
internal sealed class ResizeWeights
{
    /// <summary>Bits after the point: 8 for the pixel, 2 for sums beyond the range, 22 of 32.</summary>
    public const int Precision = 22;

    private readonly int[] starts;
    private readonly int[] counts;
    private readonly int[] weights;
    private readonly int widest;

    /// <summary>Computes them.</summary>
    /// <param name="source">Pixels of the source's side.</param>
    /// <param name="extent">How many of them, maybe in part, are spread over the result: up to <paramref name="source"/>.</param>
    /// <param name="target">Pixels of the whole result's side.</param>
    /// <param name="first">First pixel of the result that is wanted.</param>
    /// <param name="wanted">How many are wanted.</param>
    /// <param name="filter">The filter.</param>
    public ResizeWeights(int source, double extent, int target, int first, int wanted, ResizeFilter filter)
    {
        var (support, function) = Filter(filter);
        var scale = extent / target;
        var stretch = Math.Max(scale, 1);
        support *= stretch;
        widest = (int)Math.Ceiling(support) * 2 + 1;
        (starts, counts, weights) = (new int[wanted], new int[wanted], new int[checked(wanted * widest)]);
        var exact = new double[widest];
        for (var i = 0; i < wanted; i++)
        {
            var center = (first + i + 0.5) * scale;
            var start = Math.Max(0, (int)(center - support + 0.5));
            var count = Math.Min(source, (int)(center + support + 0.5)) - start;
            double sum = 0;
            for (var k = 0; k < count; k++) sum += exact[k] = function((k + start - center + 0.5) / stretch);
            for (var k = 0; k < count; k++) weights[i * widest + k] = (int)Math.Round(exact[k] / sum * (1 << Precision), MidpointRounding.AwayFromZero);
            (starts[i], counts[i]) = (start, count);
        }
    }

    /// <summary>First source pixel that any wanted pixel needs.</summary>
    public int Begin => starts[0];

    /// <summary>One past the last source pixel that any wanted pixel needs.</summary>
    public int End => starts[^1] + counts[^1];

    /// <summary>First source pixel of a wanted pixel.</summary>
    public int StartOf(int i) => starts[i];

    /// <summary>Weights of a wanted pixel, one for each source pixel.</summary>
    public ReadOnlySpan<int> Of(int i) => weights.AsSpan(i * widest, counts[i]);

    private static (double Support, Func<double, double> Function) Filter(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Bilinear => (1, static x => Math.Max(0, 1 - Math.Abs(x))),
        ResizeFilter.Bicubic => (2, static x => Cubic(Math.Abs(x))),
        ResizeFilter.Lanczos => (3, static x => Math.Abs(x) < 3 ? Sinc(x) * Sinc(x / 3) : 0),
        ResizeFilter.Box => (0.5, static x => x is > -0.5 and <= 0.5 ? 1 : 0),
        ResizeFilter.Hamming => (1, static x => Math.Abs(x) < 1 ? Sinc(x) * (0.54 + 0.46 * Math.Cos(Math.PI * x)) : 0),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    // Keys 1981, a = -0.5.
    private static double Cubic(double x) =>
        x < 1 ? (1.5 * x - 2.5) * x * x + 1
        : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2
        : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
