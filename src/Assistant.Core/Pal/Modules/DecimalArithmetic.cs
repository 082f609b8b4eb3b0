using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Modules;

/// <summary>Decimal operations as the decimal specification gives them (and CPython's _pydecimal follows it), rounded to the run's context.</summary>
internal static class DecimalArithmetic
{
    /// <summary>Rounds to the context's precision.</summary>
    public static PyDecimal Round(Machine machine, BigInteger coefficient, long exponent, bool isNegative = false)
    {
        var context = PyDecimalContext.Of(machine);
        return Round(coefficient, exponent, context.Precision, context.Rounding, isNegative);
    }

    public static PyDecimal Add(Machine machine, PyDecimal left, PyDecimal right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        var sum = (left.Coefficient * BigInteger.Pow(10, left.Exponent - exponent)) + (right.Coefficient * BigInteger.Pow(10, right.Exponent - exponent));
        return Round(machine, sum, exponent, left.IsNegative && right.IsNegative);
    }

    public static PyDecimal Divide(Machine machine, PyDecimal left, PyDecimal right)
    {
        if (right.Coefficient.IsZero)
            throw left.Coefficient.IsZero ? DecimalModule.Error("InvalidOperation", "[<class 'decimal.DivisionUndefined'>]") : DecimalModule.Error("DivisionByZero", "[<class 'decimal.DivisionByZero'>]");
        if (left.Coefficient.IsZero)
            return PyDecimal.Create(0, (long)left.Exponent - right.Exponent, left.IsNegative != right.IsNegative);
        var shift = Length(right.Coefficient) - Length(left.Coefficient) + PyDecimalContext.Of(machine).Precision + 1;
        var exponent = (long)left.Exponent - right.Exponent - shift;
        var (numerator, denominator) = shift >= 0
            ? (left.Coefficient * BigInteger.Pow(10, shift), right.Coefficient)
            : (left.Coefficient, right.Coefficient * BigInteger.Pow(10, -shift));
        var negative = numerator.Sign < 0 != denominator.Sign < 0;
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator), BigInteger.Abs(denominator), out var remainder);
        if (!remainder.IsZero)
        {
            // A digit that is neither exact nor half marks what follows.
            if ((quotient % 5).IsZero)
                quotient++;
        }
        else
        {
            for (var ideal = (long)left.Exponent - right.Exponent; exponent < ideal && (quotient % 10).IsZero; exponent++)
                quotient /= 10;
        }

        return Round(machine, negative ? -quotient : quotient, exponent);
    }

    /// <summary>Division to a whole number towards zero, and its remainder with the sign of the dividend.</summary>
    public static (PyDecimal Quotient, PyDecimal Remainder) DivideWhole(Machine machine, PyDecimal left, PyDecimal right)
    {
        if (right.Coefficient.IsZero)
            throw left.Coefficient.IsZero ? DecimalModule.Error("InvalidOperation", "[<class 'decimal.DivisionUndefined'>]") : DecimalModule.Error("DivisionByZero", "[<class 'decimal.DivisionByZero'>]");
        var exponent = Math.Min(left.Exponent, right.Exponent);
        var quotient = BigInteger.DivRem(left.Coefficient * BigInteger.Pow(10, left.Exponent - exponent), right.Coefficient * BigInteger.Pow(10, right.Exponent - exponent), out var remainder);
        if (Length(quotient) > PyDecimalContext.Of(machine).Precision)
            throw DecimalModule.Error("InvalidOperation", "[<class 'decimal.DivisionImpossible'>]");
        return (PyDecimal.Create(quotient, 0, left.IsNegative != right.IsNegative), Round(machine, remainder, exponent, left.IsNegative));
    }

    public static PyDecimal Power(Machine machine, PyDecimal value, PyDecimal exponent)
    {
        var (numerator, denominator) = exponent.Ratio;
        if (!(numerator % denominator).IsZero)
            throw PyError.Value("decimals are raised to whole powers only here; use sqrt() or floats");
        var power = numerator / denominator;
        if (value.Coefficient.IsZero)
            return power.Sign > 0 ? PyDecimal.Create(0, 0) : throw DecimalModule.Error(power.IsZero ? "InvalidOperation" : "DivisionByZero", power.IsZero ? "0 ** 0" : "0 raised to a negative power");
        if (BigInteger.Abs(power) > 100_000)
            throw DecimalModule.Error("Overflow", "powers of decimals are limited to 100000 here");
        // Exact, then rounded once: the sizes are checked by the integer power.
        var count = (int)BigInteger.Abs(power);
        var coefficient = (BigInteger)Arithmetic.Power(machine, value.Coefficient, count);
        if (power.Sign >= 0)
            return Round(machine, coefficient, (long)value.Exponent * count);
        return Divide(machine, PyDecimal.Create(1, 0), PyDecimal.Create(coefficient, (long)value.Exponent * count));
    }

    public static PyDecimal SquareRoot(Machine machine, PyDecimal value)
    {
        if (value.Coefficient.Sign < 0)
            throw DecimalModule.Error("InvalidOperation", "[<class 'decimal.InvalidOperation'>]");
        if (value.Coefficient.IsZero)
            return PyDecimal.Create(0, value.Exponent >> 1, value.IsNegative);
        var precision = PyDecimalContext.Of(machine).Precision;
        var odd = (value.Exponent & 1) != 0;
        var coefficient = odd ? value.Coefficient * 10 : value.Coefficient;
        var shift = precision + 1 - ((Length(coefficient) + 1) >> 1);
        long exponent = (value.Exponent >> 1) - shift;
        var exact = true;
        if (shift >= 0)
        {
            coefficient *= BigInteger.Pow(100, shift);
        }
        else
        {
            coefficient = BigInteger.DivRem(coefficient, BigInteger.Pow(100, -shift), out var rest);
            exact = rest.IsZero;
        }

        var root = IntegerMath.SquareRoot(machine, coefficient);
        if (exact && root * root == coefficient)
        {
            root = shift >= 0 ? root / BigInteger.Pow(10, shift) : root * BigInteger.Pow(10, -shift);
            exponent += shift;
        }
        else if ((root % 5).IsZero)
        {
            root++;
        }

        return Round(root, exponent, precision, "ROUND_HALF_EVEN");
    }

    /// <summary>The value with the given exponent.</summary>
    public static PyDecimal Quantize(Machine machine, PyDecimal value, long exponent, string rounding)
    {
        if (Math.Abs(exponent) > PyDecimal.MaxExponent)
            throw DecimalModule.Error("InvalidOperation", "[<class 'decimal.InvalidOperation'>]");
        var shift = (int)(exponent - value.Exponent);
        var coefficient = shift <= 0 ? value.Coefficient * BigInteger.Pow(10, -shift) : DropDigits(value.Coefficient, shift, rounding);
        if (Length(coefficient) > PyDecimalContext.Of(machine).Precision)
            throw DecimalModule.Error("InvalidOperation", "[<class 'decimal.InvalidOperation'>]");
        return PyDecimal.Create(coefficient, exponent, value.IsNegative);
    }

    private static PyDecimal Round(BigInteger coefficient, long exponent, int precision, string rounding, bool isNegative = false)
    {
        var excess = Length(coefficient) - precision;
        if (excess > 0)
        {
            coefficient = DropDigits(coefficient, excess, rounding);
            exponent += excess;
            if (Length(coefficient) > precision)
            {
                coefficient /= 10;
                exponent++;
            }
        }

        return PyDecimal.Create(coefficient, exponent, isNegative);
    }

    private static BigInteger DropDigits(BigInteger coefficient, int count, string rounding)
    {
        var unit = BigInteger.Pow(10, count);
        var magnitude = BigInteger.DivRem(BigInteger.Abs(coefficient), unit, out var rest);
        var negative = coefficient.Sign < 0;
        var half = (rest * 2).CompareTo(unit);
        var up = rounding switch
        {
            "ROUND_DOWN" => false,
            "ROUND_UP" => !rest.IsZero,
            "ROUND_CEILING" => !rest.IsZero && !negative,
            "ROUND_FLOOR" => !rest.IsZero && negative,
            "ROUND_HALF_UP" => half >= 0,
            "ROUND_HALF_DOWN" => half > 0,
            "ROUND_05UP" => !rest.IsZero && (magnitude % 5).IsZero,
            _ => half > 0 || (half == 0 && !magnitude.IsEven),
        };
        magnitude += up ? 1 : 0;
        return negative ? -magnitude : magnitude;
    }

    private static int Length(BigInteger coefficient) => BigInteger.Abs(coefficient).ToString(CultureInfo.InvariantCulture).Length;
}
