using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>A rational number in lowest terms, with a positive denominator.</summary>
internal sealed class PyFraction : PyObject, IPyReal, IPyRoundable
{
    private PyFraction(BigInteger numerator, BigInteger denominator) => Ratio = (numerator, denominator);

    public (BigInteger Numerator, BigInteger Denominator) Ratio { get; }

    public override PyType Type => FractionsModule.FractionType;

    public static PyFraction Create(Machine machine, BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw PyError.ZeroDivision($"Fraction({numerator}, 0)");
        machine.Meter.CheckBits(Math.Max((double)numerator.GetBitLength(), denominator.GetBitLength()));
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            divisor = -divisor;
        return new PyFraction(numerator / divisor, denominator / divisor);
    }

    /// <summary>A number that is an exact ratio: an int, bool or Fraction; null for every other value.</summary>
    public static (BigInteger Numerator, BigInteger Denominator)? Exact(object value) => value switch
    {
        PyFraction fraction => fraction.Ratio,
        _ => Numbers.Integer(value) is { } integer ? (integer, BigInteger.One) : null,
    };

    public double ToFloat() => Numbers.Divide(Ratio.Numerator, Ratio.Denominator);

    public override bool IsTrue(Machine machine) => !Ratio.Numerator.IsZero;

    public override string Repr(Machine machine) => $"Fraction({machine.Repr(Ratio.Numerator)}, {machine.Repr(Ratio.Denominator)})";

    public override string Str(Machine machine) => Ratio.Denominator.IsOne ? machine.Repr(Ratio.Numerator) : $"{machine.Repr(Ratio.Numerator)}/{machine.Repr(Ratio.Denominator)}";

    public override long Hash(Machine machine) => Numbers.HashRatio(Ratio.Numerator, Ratio.Denominator);

    public override bool? EqualTo(Machine machine, object other) => Rationals.Compare(this, other) is { } order ? order == 0 : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyDecimal ? null : Rationals.Compare(this, other) is { } order ? Operations.Holds(comparison, order) : other is double ? false : null;

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (other is double number)
            return reflected ? Arithmetic.Binary(machine, operation, number, ToFloat()) : Arithmetic.Binary(machine, operation, ToFloat(), number);
        if (Exact(other) is not { } ratio)
            return null;
        var ((a, b), (c, d)) = reflected ? (ratio, Ratio) : (Ratio, ratio);
        Arithmetic.Charge(machine, (long)(a.GetBitLength() + b.GetBitLength()), (long)(c.GetBitLength() + d.GetBitLength()));
        switch (operation)
        {
            case BinaryOperator.Add:
                return Create(machine, (a * d) + (c * b), b * d);
            case BinaryOperator.Subtract:
                return Create(machine, (a * d) - (c * b), b * d);
            case BinaryOperator.Multiply:
                return Create(machine, a * c, b * d);
            case BinaryOperator.Divide:
                return c.IsZero ? throw PyError.ZeroDivision($"Fraction({a * d}, 0)") : Create(machine, a * d, b * c);
            case BinaryOperator.FloorDivide:
                return c.IsZero ? throw PyError.ZeroDivision("integer division or modulo by zero") : Numbers.FloorDivide(a * d, b * c, out _);
            case BinaryOperator.Modulo:
                if (c.IsZero)
                    throw PyError.ZeroDivision("integer modulo by zero");
                Numbers.FloorDivide(a * d, b * c, out var modulo);
                return Create(machine, modulo, b * d);
            case BinaryOperator.Power:
                return Power(machine, a, b, c, d);
            default:
                return null;
        }
    }

    public override object? Unary(Machine machine, UnaryOperator operation) => operation switch
    {
        UnaryOperator.Minus => new PyFraction(-Ratio.Numerator, Ratio.Denominator),
        UnaryOperator.Plus => this,
        _ => null,
    };

    public object Abs(Machine machine) => new PyFraction(BigInteger.Abs(Ratio.Numerator), Ratio.Denominator);

    public object Round(Machine machine, int? digits)
    {
        if (digits is null)
            return Numbers.RoundedDivide(Ratio.Numerator, Ratio.Denominator);
        machine.Meter.CheckBits(Math.Abs((double)digits.Value) * 3.33);
        var unit = BigInteger.Pow(10, Math.Abs(digits.Value));
        return digits > 0
            ? Create(machine, Numbers.RoundedDivide(Ratio.Numerator * unit, Ratio.Denominator), unit)
            : Create(machine, Numbers.RoundedDivide(Ratio.Numerator, Ratio.Denominator * unit) * unit, BigInteger.One);
    }

    public override object? GetAttribute(Machine machine, string name) => name switch
    {
        "numerator" => Ratio.Numerator,
        "denominator" => Ratio.Denominator,
        _ => null,
    };

    private static object Power(Machine machine, BigInteger a, BigInteger b, BigInteger c, BigInteger d)
    {
        if (!d.IsOne)
            return Arithmetic.FloatPower(Numbers.Divide(a, b), Numbers.Divide(c, d));
        if (c.Sign < 0 && a.IsZero)
            throw PyError.ZeroDivision("Fraction(1, 0)");
        var (top, bottom) = c.Sign < 0 ? (b, a) : (a, b);
        return Create(machine, (BigInteger)Arithmetic.Power(machine, top, BigInteger.Abs(c)), (BigInteger)Arithmetic.Power(machine, bottom, BigInteger.Abs(c)));
    }
}
