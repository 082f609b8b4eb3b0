using System.Numerics;
using Assistant.Core.Pal.Builtins;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The statistics module; sums are exact ratios, rounded once at the end, as in CPython.</summary>
internal static class StatisticsModule
{
    private static readonly PyType ErrorType = new("StatisticsError", ExceptionTypes.Get("ValueError"));

    private static readonly NativeFunction[] Functions =
    [
        new("mean", "data", (machine, a) => Mean(machine, Data(machine, a[0], 1, "mean requires at least one data point"))),
        new("fmean", "data", (machine, a) => FloatMean(machine.ToList(a[0]).ConvertAll(MathModule.Number))),
        new("geometric_mean", "data", (machine, a) => GeometricMean(machine, a[0])),
        new("harmonic_mean", "data", HarmonicMean),
        new("median", "data", Median),
        new("median_low", "data", (machine, a) => Sorted(machine, a[0]) is var data ? data[(data.Count - 1) / 2] : data),
        new("median_high", "data", (machine, a) => Sorted(machine, a[0]) is var data ? data[data.Count / 2] : data),
        new("mode", "data", (machine, a) => Modes(machine, Data(machine, a[0], 1, "no mode for empty data"))[0]),
        new("multimode", "data", (machine, a) => new PyList(Modes(machine, machine.ToList(a[0])))),
        new("variance", "data, xbar?", (machine, a) => Variance(machine, Data(machine, a[0], 2, "variance requires at least two data points"), a[1], 1).AsValue(machine)),
        new("pvariance", "data, mu?", (machine, a) => Variance(machine, Data(machine, a[0], 1, "pvariance requires at least one data point"), a[1], 0).AsValue(machine)),
        new("stdev", "data, xbar?", (machine, a) => Variance(machine, Data(machine, a[0], 2, "stdev requires at least two data points"), a[1], 1).SquareRoot(machine)),
        new("pstdev", "data, mu?", (machine, a) => Variance(machine, Data(machine, a[0], 1, "pstdev requires at least one data point"), a[1], 0).SquareRoot(machine)),
        new("quantiles", "data, *, n?, method?", Quantiles),
        new("covariance", "x, y, /", (machine, a) => Pairs(machine, a, "covariance") is var (x, y) ? Cross(x, y) / (x.Count - 1) : 0.0),
        new("correlation", "x, y, /", Correlation),
    ];

    public static PyModule Module { get; } = new("statistics", new Dictionary<string, object>(Functions.ToDictionary(function => function.Name, object (function) => function), StringComparer.Ordinal)
    {
        ["StatisticsError"] = ErrorType,
    });

    private static PalException Error(string message) => new(new PyException(ErrorType, new PyTuple([message])));

    private static List<object> Data(Machine machine, object source, int least, string message)
    {
        var data = machine.ToList(source);
        return data.Count >= least ? data : throw Error(message);
    }

    private static List<object> Sorted(Machine machine, object source) => Sorting.Sort(machine, Data(machine, source, 1, "no median for empty data"), null, null);

    private static object Mean(Machine machine, List<object> data)
    {
        var sum = ExactSum.Of(machine, data);
        return sum.DividedBy(data.Count).AsValue(machine);
    }

    private static double FloatMean(List<double> data)
    {
        if (data.Count == 0)
            throw Error("fmean requires at least one data point");
        return MathModule.Sum(data) / data.Count;
    }

    private static double GeometricMean(Machine machine, object source)
    {
        var logs = machine.ToList(source).ConvertAll(MathModule.Number).ConvertAll(x => x > 0 ? Math.Log(x) : throw Error("geometric mean requires a non-empty dataset containing positive numbers"));
        return logs.Count == 0 ? throw Error("geometric mean requires a non-empty dataset containing positive numbers") : Math.Exp(FloatMean(logs));
    }

    private static object HarmonicMean(Machine machine, object[] a)
    {
        var data = Data(machine, a[0], 1, "harmonic_mean requires at least one data point");
        if (data.Exists(x => machine.IsLess(x, BigInteger.Zero)))
            throw Error("harmonic mean does not support negative values");
        if (data.Count == 1)
            return data[0];
        if (data.Exists(x => !machine.IsTrue(x)))
            return BigInteger.Zero;
        var sum = ExactSum.Of(machine, data.ConvertAll(x => Operations.Binary(machine, BinaryOperator.Divide, BigInteger.One, x)));
        return sum.Inverse(data.Count).AsValue(machine);
    }

    private static object Median(Machine machine, object[] a)
    {
        var data = Sorted(machine, a[0]);
        var middle = data.Count / 2;
        if (data.Count % 2 == 1)
            return data[middle];
        return Operations.Binary(machine, BinaryOperator.Divide, Operations.Binary(machine, BinaryOperator.Add, data[middle - 1], data[middle]), new BigInteger(2));
    }

    private static List<object> Modes(Machine machine, List<object> data)
    {
        var counts = new PyDictionary(machine);
        foreach (var item in data)
            counts.Set(item, (counts.Get(item) as BigInteger? ?? 0) + 1);
        var most = counts.Count == 0 ? 0 : counts.Entries.Max(entry => (BigInteger)entry.Value);
        return [.. counts.Entries.Where(entry => (BigInteger)entry.Value == most).Select(entry => entry.Key)];
    }

    /// <summary>The mean of squared distances: n·Σx² − (Σx)² over n, exactly, or around a given center.</summary>
    private static ExactSum Variance(Machine machine, List<object> data, object? center, int lost)
    {
        var squares = center is null or PyNone
            ? ExactSum.SquaresAroundMean(machine, data)
            : ExactSum.Of(machine, data.ConvertAll(x => Operations.Binary(machine, BinaryOperator.Subtract, x, center)).ConvertAll(d => Operations.Binary(machine, BinaryOperator.Multiply, d, d)));
        return squares.DividedBy(data.Count - lost);
    }

    private static PyList Quantiles(Machine machine, object[] a)
    {
        var n = a[1] is null ? 4 : machine.ToSize(a[1]);
        if (n < 1)
            throw Error("n must be at least 1");
        var inclusive = a[2] switch
        {
            null or "exclusive" => false,
            "inclusive" => true,
            _ => throw PyError.Value($"Unknown method: {machine.Repr(a[2])}"),
        };
        var data = Sorting.Sort(machine, Data(machine, a[0], 2, "must have at least two data points"), null, null);
        machine.Meter.Allocate(64L * n);
        var points = new List<object>();
        var m = inclusive ? data.Count - 1 : data.Count + 1;
        for (var i = 1; i < n; i++)
        {
            var j = (int)((long)i * m / n);
            if (!inclusive)
                j = Math.Clamp(j, 1, data.Count - 1);
            var delta = ((long)i * m) - ((long)j * n);
            var (low, high) = inclusive ? (data[j], data[Math.Min(j + 1, data.Count - 1)]) : (data[j - 1], data[j]);
            var sum = Operations.Binary(machine, BinaryOperator.Add, Operations.Binary(machine, BinaryOperator.Multiply, low, new BigInteger(n - delta)), Operations.Binary(machine, BinaryOperator.Multiply, high, new BigInteger(delta)));
            points.Add(Operations.Binary(machine, BinaryOperator.Divide, sum, new BigInteger(n)));
        }

        return new PyList(points);
    }

    private static (List<double> X, List<double> Y) Pairs(Machine machine, object[] a, string function)
    {
        var (x, y) = (machine.ToList(a[0]).ConvertAll(MathModule.Number), machine.ToList(a[1]).ConvertAll(MathModule.Number));
        if (x.Count != y.Count)
            throw Error($"{function} requires that both inputs have same number of data points");
        return x.Count < 2 ? throw Error($"{function} requires at least two data points") : (x, y);
    }

    private static double Cross(List<double> x, List<double> y)
    {
        var (xbar, ybar) = (MathModule.Sum(x) / x.Count, MathModule.Sum(y) / y.Count);
        return MathModule.Sum([.. x.Zip(y, (p, q) => (p - xbar) * (q - ybar))]);
    }

    private static object Correlation(Machine machine, object[] a)
    {
        var (x, y) = Pairs(machine, a, "correlation");
        var spread = Math.Sqrt(Cross(x, x) * Cross(y, y));
        return spread == 0 ? throw Error("at least one of the inputs is constant") : Cross(x, y) / spread;
    }
}
