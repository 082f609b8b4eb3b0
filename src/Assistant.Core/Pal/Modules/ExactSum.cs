using System.Numerics;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Modules;

/// <summary>An exact ratio that remembers which type of number the data had, so that the result becomes one of that type.</summary>
internal readonly record struct ExactSum(BigInteger Numerator, BigInteger Denominator, ExactSum.Kind Type)
{
    internal enum Kind
    {
        Integer,
        Fraction,
        Float,
        Decimal,
    }

    public static ExactSum Of(Machine machine, List<object> data) => Sum(machine, data, ratio => ratio);

    /// <summary>Σ(x − mean)², as n·Σx² − (Σx)² over n.</summary>
    public static ExactSum SquaresAroundMean(Machine machine, List<object> data)
    {
        var sum = Of(machine, data);
        var squares = Sum(machine, data, ratio => (ratio.Numerator * ratio.Numerator, ratio.Denominator * ratio.Denominator));
        // n·a/b − (c/d)² over n
        var (a, b, c, d) = (squares.Numerator, squares.Denominator, sum.Numerator, sum.Denominator);
        return new ExactSum((data.Count * a * d * d) - (c * c * b), data.Count * b * d * d, sum.Type);
    }

    public ExactSum DividedBy(int count) => this with { Denominator = Denominator * count };

    /// <summary>count / this.</summary>
    public ExactSum Inverse(int count) => this with { Numerator = Denominator * count, Denominator = Numerator };

    public object AsValue(Machine machine)
    {
        switch (Type)
        {
            case Kind.Fraction:
                return PyFraction.Create(machine, Numerator, Denominator);
            case Kind.Decimal:
                return DecimalArithmetic.Divide(machine, PyDecimal.Create(Numerator, 0), PyDecimal.Create(Denominator, 0));
            case Kind.Integer:
                var whole = BigInteger.DivRem(Numerator, Denominator, out var rest);
                return rest.IsZero ? whole : Numbers.Divide(Numerator, Denominator);
            default:
                return Numbers.Divide(Numerator, Denominator);
        }
    }

    /// <summary>The square root, correctly rounded.</summary>
    public object SquareRoot(Machine machine)
    {
        if (Type == Kind.Decimal)
            return DecimalArithmetic.SquareRoot(machine, (PyDecimal)AsValue(machine));
        if (Numerator.IsZero)
            return 0.0;
        var q = (int)Math.Floor(((long)Numerator.GetBitLength() - (long)Denominator.GetBitLength() - 109) / 2.0);
        return q >= 0
            ? Numbers.Divide(RoundedToOdd(machine, Numerator, Denominator << (2 * q)) << q, BigInteger.One)
            : Numbers.Divide(RoundedToOdd(machine, Numerator << (-2 * q), Denominator), BigInteger.One << -q);
    }

    private static BigInteger RoundedToOdd(Machine machine, BigInteger numerator, BigInteger denominator)
    {
        var root = IntegerMath.SquareRoot(machine, numerator / denominator);
        return root * root * denominator == numerator ? root : root | 1;
    }

    private static ExactSum Sum(Machine machine, List<object> data, Func<(BigInteger Numerator, BigInteger Denominator), (BigInteger Numerator, BigInteger Denominator)> map)
    {
        var type = Kind.Integer;
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        foreach (var item in data)
        {
            machine.Meter.Step(4);
            var kind = item switch { double => Kind.Float, PyFraction => Kind.Fraction, PyDecimal => Kind.Decimal, _ => Kind.Integer };
            if (type != kind && type != Kind.Integer && kind != Kind.Integer && (type == Kind.Decimal || kind == Kind.Decimal))
                throw PyError.Type("don't know how to coerce these types of numbers");
            type = (Kind)Math.Max((int)type, (int)kind);
            var (n, d) = map(Rationals.Of(item) ?? throw PyError.Type($"can't convert type '{PyTypes.Of(item).Name}' to numerator/denominator"));
            if (d == denominator)
            {
                numerator += n;
                continue;
            }

            // Denominators of floats are powers of two and of decimals powers of ten: the larger is a multiple of the smaller.
            var divisor = BigInteger.GreatestCommonDivisor(d, denominator);
            machine.Meter.CheckBits((double)(denominator / divisor).GetBitLength() + d.GetBitLength());
            numerator = (numerator * (d / divisor)) + (n * (denominator / divisor));
            denominator = denominator / divisor * d;
        }

        return new ExactSum(numerator, denominator, type);
    }
}
