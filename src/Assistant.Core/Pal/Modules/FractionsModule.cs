using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The fractions module.</summary>
internal static partial class FractionsModule
{
    private static readonly ParameterList Parameters = ParameterList.Parse("Fraction", "numerator?, denominator?");

    public static PyType FractionType { get; } = Build();

    public static PyModule Module { get; } = new("fractions", new Dictionary<string, object>(StringComparer.Ordinal) { ["Fraction"] = FractionType });

    private static PyType Build()
    {
        var type = new PyType("Fraction", PyTypes.Object, Construct);
        type.Members[PyTypes.ModuleKey] = "fractions";
        type.Define(
        [
            new("limit_denominator", "self, max_denominator?", (machine, a) => Limit(machine, (PyFraction)a[0], a[1] is null ? 1_000_000 : machine.ToInteger(a[1]))),
            new("as_integer_ratio", "self", (_, a) => new PyTuple([((PyFraction)a[0]).Ratio.Numerator, ((PyFraction)a[0]).Ratio.Denominator])),
        ]);
        type.Members["from_float"] = new PyStaticMethod(new NativeFunction("from_float", "f, /", (machine, a) => Exact(machine, a[0])));
        type.Members["from_decimal"] = new PyStaticMethod(new NativeFunction("from_decimal", "dec, /", (machine, a) => Exact(machine, a[0])));
        return type;
    }

    private static PyFraction Construct(Machine machine, Arguments arguments)
    {
        var given = Parameters.Bind(machine, arguments);
        if (given[1] is null or PyNone)
        {
            return given[0] switch
            {
                null => PyFraction.Create(machine, 0, 1),
                string text => Parse(machine, text),
                _ => Exact(machine, given[0]!),
            };
        }

        if (PyFraction.Exact(given[0]!) is { } top && PyFraction.Exact(given[1]!) is { } bottom)
            return bottom.Numerator.IsZero ? throw PyError.ZeroDivision($"Fraction({top.Numerator}, 0)") : PyFraction.Create(machine, top.Numerator * bottom.Denominator, top.Denominator * bottom.Numerator);
        throw PyError.Type("both arguments should be Rational instances");
    }

    private static PyFraction Exact(Machine machine, object value)
    {
        if (value is double number && !double.IsFinite(number))
            throw double.IsNaN(number) ? PyError.Value("cannot convert NaN to integer ratio") : PyError.Overflow("cannot convert Infinity to integer ratio");
        return Rationals.Of(value) is { } ratio ? PyFraction.Create(machine, ratio.Numerator, ratio.Denominator) : throw PyError.Type("argument should be a string or a Rational instance");
    }

    private static PyFraction Parse(Machine machine, string text)
    {
        var match = Literal().Match(text.Trim());
        if (!match.Success || text.Length > IntegerText.MaxDigits)
            throw PyError.Value($"Invalid literal for Fraction: {TextRepr.Quote(text)}");
        var decimals = match.Groups["decimal"].Value;
        var numerator = BigInteger.Parse("0" + match.Groups["whole"].Value + decimals, CultureInfo.InvariantCulture);
        var denominator = match.Groups["denominator"] is { Success: true } given ? BigInteger.Parse(given.Value, CultureInfo.InvariantCulture) : BigInteger.Pow(10, decimals.Length);
        if (match.Groups["exponent"] is { Success: true } power)
        {
            if (!int.TryParse(power.Value, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > PyDecimal.MaxExponent)
                throw PyError.Value($"exponents are limited to {PyDecimal.MaxExponent} here");
            numerator *= BigInteger.Pow(10, Math.Max(0, exponent));
            denominator *= BigInteger.Pow(10, Math.Max(0, -exponent));
        }

        return PyFraction.Create(machine, match.Groups["sign"].Value == "-" ? -numerator : numerator, denominator);
    }

    /// <summary>The closest fraction with a denominator up to a bound, by continued fractions.</summary>
    private static PyFraction Limit(Machine machine, PyFraction value, BigInteger most)
    {
        if (most < 1)
            throw PyError.Value("max_denominator should be at least 1");
        var (n, d) = value.Ratio;
        if (d <= most)
            return value;
        var (p0, q0, p1, q1) = (BigInteger.Zero, BigInteger.One, BigInteger.One, BigInteger.Zero);
        var full = d;
        while (true)
        {
            machine.Meter.Step();
            var whole = Numbers.FloorDivide(n, d, out var rest);
            var q2 = q0 + (whole * q1);
            if (q2 > most)
                break;
            (p0, q0, p1, q1) = (p1, q1, p0 + (whole * p1), q2);
            (n, d) = (d, rest);
        }

        var k = (most - q0) / q1;
        return 2 * d * (q0 + (k * q1)) <= full ? PyFraction.Create(machine, p1, q1) : PyFraction.Create(machine, p0 + (k * p1), q0 + (k * q1));
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?=\d|\.\d)(?<whole>\d*)(?:/(?<denominator>\d+)|(?:\.(?<decimal>\d*))?(?:[eE](?<exponent>[-+]?\d+))?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}
