using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>A decimal number: coefficient · 10^exponent; a zero has a sign, too. NaN and infinities are left out.</summary>
internal sealed class PyDecimal : PyObject, IPyReal, IPyRoundable
{
    /// <summary>The largest power of ten; it bounds what an exact comparison can cost.</summary>
    public const int MaxExponent = 5000;

    private PyDecimal(BigInteger coefficient, int exponent, bool isNegative)
    {
        Coefficient = coefficient;
        Exponent = exponent;
        IsNegative = coefficient.IsZero ? isNegative : coefficient.Sign < 0;
    }

    public bool IsNegative { get; }

    public BigInteger Coefficient { get; }

    public int Exponent { get; }

    public override PyType Type => DecimalModule.DecimalType;

    /// <summary>The power of ten of the first digit.</summary>
    public int Adjusted => Exponent + Digits.Length - 1;

    public (BigInteger Numerator, BigInteger Denominator) Ratio => Exponent >= 0
        ? (Coefficient * BigInteger.Pow(10, Exponent), BigInteger.One)
        : (Coefficient, BigInteger.Pow(10, -Exponent));

    private string Digits => BigInteger.Abs(Coefficient).ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes a decimal; <paramref name="isNegative"/> is the sign of a zero.</summary>
    public static PyDecimal Create(BigInteger coefficient, long exponent, bool isNegative = false)
    {
        if (Math.Abs(exponent) > MaxExponent)
            throw DecimalModule.Error("Overflow", $"exponents of decimals are limited to {MaxExponent} here");
        return new PyDecimal(coefficient, (int)exponent, isNegative);
    }

    public double ToFloat()
    {
        var (numerator, denominator) = Ratio;
        return Numbers.Divide(numerator, denominator);
    }

    public override bool IsTrue(Machine machine) => !Coefficient.IsZero;

    public override string Repr(Machine machine) => $"Decimal('{Str(machine)}')";

    /// <summary>The scientific string of the decimal specification.</summary>
    public override string Str(Machine machine) => DecimalText.Write(IsNegative, Digits, Exponent);

    public override string? Format(Machine machine, string spec) => DecimalText.Format(machine, this, FormatSpec.Parse(spec, "decimal.Decimal"));

    public override long Hash(Machine machine)
    {
        var (numerator, denominator) = Ratio;
        return Numbers.HashRatio(numerator, denominator);
    }

    public override bool? EqualTo(Machine machine, object other) => Rationals.Compare(this, other) is { } order ? order == 0 : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyFraction ? null : Rationals.Compare(this, other) is { } order ? Operations.Holds(comparison, order) : other is double ? false : null;

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        var value = other as PyDecimal ?? (Numbers.Integer(other) is { } integer ? new PyDecimal(integer, 0, false) : null);
        if (value is null)
            return null;
        var (left, right) = reflected ? (value, this) : (this, value);
        Arithmetic.Charge(machine, (long)left.Coefficient.GetBitLength(), (long)right.Coefficient.GetBitLength());
        return operation switch
        {
            BinaryOperator.Add => DecimalArithmetic.Add(machine, left, right),
            BinaryOperator.Subtract => DecimalArithmetic.Add(machine, left, new PyDecimal(-right.Coefficient, right.Exponent, !right.IsNegative)),
            BinaryOperator.Multiply => DecimalArithmetic.Round(machine, left.Coefficient * right.Coefficient, (long)left.Exponent + right.Exponent, left.IsNegative != right.IsNegative),
            BinaryOperator.Divide => DecimalArithmetic.Divide(machine, left, right),
            BinaryOperator.FloorDivide => DecimalArithmetic.DivideWhole(machine, left, right).Quotient,
            BinaryOperator.Modulo => DecimalArithmetic.DivideWhole(machine, left, right).Remainder,
            BinaryOperator.Power => DecimalArithmetic.Power(machine, left, right),
            _ => null,
        };
    }

    public override object? Unary(Machine machine, UnaryOperator operation) => operation switch
    {
        UnaryOperator.Minus => DecimalArithmetic.Round(machine, -Coefficient, Exponent),
        UnaryOperator.Plus => DecimalArithmetic.Round(machine, Coefficient, Exponent),
        _ => null,
    };

    public object Abs(Machine machine) => DecimalArithmetic.Round(machine, BigInteger.Abs(Coefficient), Exponent);

    public object Round(Machine machine, int? digits)
    {
        var (numerator, denominator) = Ratio;
        return digits is null ? Numbers.RoundedDivide(numerator, denominator) : DecimalArithmetic.Quantize(machine, this, -digits.Value, "ROUND_HALF_EVEN");
    }
}
