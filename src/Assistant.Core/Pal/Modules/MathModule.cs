using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The math module; functions on whole numbers are in <see cref="IntegerMath"/>.</summary>
internal static class MathModule
{
    private static readonly NativeFunction[] Functions =
    [
        Real("sqrt", x => x < 0 ? double.NaN : Math.Sqrt(x)),
        Real("cbrt", Math.Cbrt),
        Real("exp", Math.Exp),
        Real("exp2", x => Math.Pow(2, x)),
        Real("expm1", x => Math.Abs(x) < 1e-5 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1),
        Real("sin", Math.Sin),
        Real("cos", Math.Cos),
        Real("tan", Math.Tan),
        Real("asin", Math.Asin),
        Real("acos", Math.Acos),
        Real("atan", Math.Atan),
        Real("sinh", Math.Sinh),
        Real("cosh", Math.Cosh),
        Real("tanh", Math.Tanh),
        Real("asinh", Math.Asinh),
        Real("acosh", Math.Acosh),
        Real("atanh", x => Math.Abs(x) == 1 ? double.NaN : Math.Atanh(x)),
        Real("degrees", x => x * (180 / Math.PI)),
        Real("radians", x => x * (Math.PI / 180)),
        Real("fabs", Math.Abs),
        Real("log1p", x => x <= -1 ? double.NaN : Math.Abs(x) < 1e-5 ? x - (x * x / 2) + (x * x * x / 3) : Math.Log(1 + x)),
        new("log", "x, base?, /", (machine, a) => a[1] is null ? Logarithm(machine, a[0], Math.E) : Ratio(Logarithm(machine, a[0], Math.E), Logarithm(machine, a[1], Math.E))),
        new("log2", "x, /", (machine, a) => Logarithm(machine, a[0], 2)),
        new("log10", "x, /", (machine, a) => Logarithm(machine, a[0], 10)),
        new("pow", "x, y, /", (_, a) => Power(Number(a[0]), Number(a[1]))),
        new("atan2", "y, x, /", (_, a) => Math.Atan2(Number(a[0]), Number(a[1]))),
        new("fmod", "x, y, /", (_, a) => Checked(Number(a[0]) % Number(a[1]), Number(a[0]), Number(a[1]))),
        new("remainder", "x, y, /", (_, a) => Checked(Math.IEEERemainder(Number(a[0]), Number(a[1])), Number(a[0]), Number(a[1]))),
        new("copysign", "x, y, /", (_, a) => Math.CopySign(Number(a[0]), Number(a[1]))),
        new("hypot", "*coordinates", (_, a) => Length(((PyTuple)a[0]).Items.Select(Number))),
        new("dist", "p, q, /", Distance),
        new("isnan", "x, /", (_, a) => double.IsNaN(Number(a[0]))),
        new("isinf", "x, /", (_, a) => double.IsInfinity(Number(a[0]))),
        new("isfinite", "x, /", (_, a) => double.IsFinite(Number(a[0]))),
        new("isclose", "a, b, *, rel_tol?, abs_tol?", IsClose),
        new("modf", "x, /", (_, a) => Split(Number(a[0]))),
        new("frexp", "x, /", (_, a) => Frexp(Number(a[0]))),
        new("ldexp", "x, i, /", (machine, a) => Math.ScaleB(Number(a[0]), (int)BigInteger.Max(-5000, BigInteger.Min(machine.ToInteger(a[1]), 5000))) is var value && double.IsInfinity(value) && double.IsFinite(Number(a[0])) ? throw PyError.Overflow("math range error") : value),
        new("fsum", "seq, /", (machine, a) => Sum(machine.ToList(a[0]).ConvertAll(Number))),
        .. IntegerMath.Functions,
    ];

    public static PyModule Module { get; } = new("math", new Dictionary<string, object>(Functions.ToDictionary(function => function.Name, object (function) => function), StringComparer.Ordinal)
    {
        ["pi"] = Math.PI,
        ["e"] = Math.E,
        ["tau"] = Math.Tau,
        ["inf"] = double.PositiveInfinity,
        ["nan"] = double.NaN,
    });

    public static double Number(object value) => Conversions.RequireFloat(value);

    private static NativeFunction Real(string name, Func<double, double> function) => new(name, "x, /", (_, a) =>
    {
        var x = Number(a[0]);
        return Checked(function(x), x, 0);
    });

    private static double Checked(double result, double x, double y)
    {
        if (double.IsNaN(result) && !double.IsNaN(x) && !double.IsNaN(y))
            throw PyError.Value("math domain error");
        return double.IsInfinity(result) && double.IsFinite(x) && double.IsFinite(y) ? throw PyError.Overflow("math range error") : result;
    }

    private static double Power(double x, double y) => x == 0 && y < 0 ? throw PyError.Value("math domain error") : Checked(Math.Pow(x, y), x, y);

    private static object Ratio(double x, double y) => y == 0 ? throw PyError.ZeroDivision("float division by zero") : x / y;

    private static double Logarithm(Machine machine, object value, double radix)
    {
        if (machine.TryInteger(value) is { } integer && integer.GetBitLength() > 1000)
        {
            if (integer.Sign <= 0)
                throw PyError.Value("math domain error");
            // log(n) = log(n / 2^k) + k log 2
            var shift = (int)integer.GetBitLength() - 60;
            return Of(Numbers.ToDouble(integer >> shift), radix) + (shift * Of(2, radix));
        }

        var x = Number(value);
        return x <= 0 ? throw PyError.Value("math domain error") : Of(x, radix);

        static double Of(double x, double radix) => radix switch { 2 => Math.Log2(x), 10 => Math.Log10(x), _ => Math.Log(x) };
    }

    private static double Length(IEnumerable<double> coordinates)
    {
        var values = coordinates.Select(Math.Abs).ToArray();
        var largest = values.Length == 0 ? 0 : values.Max();
        if (values.Length == 2)
            return double.Hypot(values[0], values[1]);
        return largest == 0 || !double.IsFinite(largest) ? largest : Math.Sqrt(values.Sum(value => value / largest * (value / largest))) * largest;
    }

    private static object Distance(Machine machine, object[] a)
    {
        var (p, q) = (machine.ToList(a[0]), machine.ToList(a[1]));
        return p.Count == q.Count ? Length(p.Zip(q, (x, y) => Number(x) - Number(y))) : throw PyError.Value("both points must have the same number of dimensions");
    }

    private static object IsClose(Machine machine, object[] a)
    {
        var (x, y, relative, absolute) = (Number(a[0]), Number(a[1]), a[2] is null ? 1e-9 : Number(a[2]), a[3] is null ? 0 : Number(a[3]));
        if (relative < 0 || absolute < 0)
            throw PyError.Value("tolerances must be non-negative");
        if (x == y)
            return true;
        return !double.IsInfinity(x) && !double.IsInfinity(y) && Math.Abs(x - y) is var difference && (difference <= relative * Math.Abs(y) || difference <= relative * Math.Abs(x) || difference <= absolute);
    }

    private static PyTuple Split(double x) => double.IsInfinity(x)
        ? new PyTuple([Math.CopySign(0, x), x])
        : new PyTuple([Math.CopySign(x - Math.Truncate(x), x), Math.Truncate(x)]);

    private static PyTuple Frexp(double x)
    {
        if (x == 0 || !double.IsFinite(x))
            return new PyTuple([x, BigInteger.Zero]);
        var exponent = Math.ILogB(x) + 1;
        return new PyTuple([Math.ScaleB(x, -exponent), new BigInteger(exponent)]);
    }

    /// <summary>Adds floats exactly and rounds once.</summary>
    public static double Sum(List<double> values)
    {
        const int scale = 1074;
        var total = BigInteger.Zero;
        var special = 0.0;
        foreach (var x in values)
        {
            if (!double.IsFinite(x))
            {
                special += x;
                continue;
            }

            var (mantissa, exponent) = Numbers.Decompose(x);
            total += mantissa << (exponent + scale);
        }

        return special != 0 ? special : Numbers.Divide(total, BigInteger.One << scale, "intermediate overflow in fsum");
    }
}
