using System.Numerics;

namespace Assistant.Core.Pal.Runtime;

/// <summary>What ints, bools and floats share: exact comparison, hashing and conversion.</summary>
internal static class Numbers
{
    /// <summary>Hashes are taken modulo this Mersenne prime, as in CPython.</summary>
    public static readonly BigInteger HashModulus = (BigInteger.One << 61) - 1;

    public static bool IsNumber(object value) => value is BigInteger or double or bool;

    public static BigInteger? Integer(object value) => value switch
    {
        BigInteger number => number,
        bool flag => flag ? BigInteger.One : BigInteger.Zero,
        _ => null,
    };

    /// <summary>The order of two numbers, exact for any mix; null when one is no number or NaN.</summary>
    public static int? Compare(object left, object right)
    {
        if (Integer(left) is { } a)
            return Integer(right) is { } b ? a.CompareTo(b) : right is double y && !double.IsNaN(y) ? CompareMixed(a, y) : null;
        if (left is not double x)
            return null;
        if (right is double z)
            return double.IsNaN(x) || double.IsNaN(z) ? null : x.CompareTo(z) is var order && x == z ? 0 : order;
        return Integer(right) is { } c && !double.IsNaN(x) ? -CompareMixed(c, x) : null;
    }

    public static long Hash(BigInteger value)
    {
        var hash = (long)(BigInteger.Abs(value) % HashModulus);
        hash = value.Sign < 0 ? -hash : hash;
        return hash == -1 ? -2 : hash;
    }

    public static long Hash(double value)
    {
        if (double.IsInfinity(value))
            return value > 0 ? 314159 : -314159;
        if (double.IsNaN(value))
            return 0;
        var (mantissa, exponent) = Decompose(value);
        return HashRatio(exponent >= 0 ? mantissa << exponent : mantissa, exponent < 0 ? BigInteger.One << -exponent : BigInteger.One);
    }

    /// <summary>The hash of a rational number, the same for every type that can hold it.</summary>
    public static long HashRatio(BigInteger numerator, BigInteger denominator)
    {
        var inverse = BigInteger.ModPow(denominator % HashModulus, HashModulus - 2, HashModulus);
        var hash = inverse.IsZero ? 314159 : (long)(BigInteger.Abs(numerator) % HashModulus * inverse % HashModulus);
        hash = numerator.Sign < 0 ? -hash : hash;
        return hash == -1 ? -2 : hash;
    }

    /// <summary>A finite double as mantissa · 2^exponent, exactly.</summary>
    public static (BigInteger Mantissa, int Exponent) Decompose(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xFFFFFFFFFFFFFL;
        var mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        var power = Math.Max(exponent, 1) - 1075;
        if (mantissa != 0)
        {
            var zeros = BitOperations.TrailingZeroCount(mantissa);
            mantissa >>= zeros;
            power += zeros;
        }
        else
        {
            power = 0;
        }

        return (bits < 0 ? -mantissa : mantissa, power);
    }

    /// <summary>The double nearest to a ratio, ties to even.</summary>
    /// <exception cref="PalException">OverflowError: it is too large.</exception>
    public static double Divide(BigInteger numerator, BigInteger denominator, string tooLarge = "integer division result too large for a float")
    {
        if (numerator.IsZero)
            return 0;
        var negative = numerator.Sign < 0 != denominator.Sign < 0;
        numerator = BigInteger.Abs(numerator);
        denominator = BigInteger.Abs(denominator);
        var shift = 55 - ((long)numerator.GetBitLength() - (long)denominator.GetBitLength());
        shift = Math.Clamp(shift, -1_000_000, 1200);
        var quotient = BigInteger.DivRem(shift > 0 ? numerator << (int)shift : numerator, shift < 0 ? denominator << (int)-shift : denominator, out var remainder);
        if (quotient.IsZero)
            return negative ? -0.0 : 0.0;
        var exponent = -shift;
        var drop = (int)Math.Max((long)quotient.GetBitLength() - 53, -1074 - exponent);
        var mantissa = quotient;
        if (drop > 0)
        {
            mantissa = quotient >> drop;
            var rest = quotient - (mantissa << drop);
            var half = BigInteger.One << (drop - 1);
            if (rest > half || (rest == half && (!remainder.IsZero || !mantissa.IsEven)))
                mantissa++;
            exponent += drop;
        }

        var result = exponent > 1100 ? double.PositiveInfinity : Math.ScaleB((double)(ulong)mantissa, (int)exponent);
        if (double.IsInfinity(result))
            throw PyError.Overflow(tooLarge);
        return negative ? -result : result;
    }

    public static double ToDouble(BigInteger value) => BigInteger.Abs(value) <= 1L << 53 ? (double)(long)value : Divide(value, BigInteger.One, "int too large to convert to float");

    /// <summary>Division that rounds down.</summary>
    public static BigInteger FloorDivide(BigInteger left, BigInteger right, out BigInteger modulo)
    {
        var quotient = BigInteger.DivRem(left, right, out modulo);
        if (!modulo.IsZero && modulo.Sign < 0 != right.Sign < 0)
        {
            quotient--;
            modulo += right;
        }

        return quotient;
    }

    /// <summary>Division that rounds to the nearest, ties to even; the divisor is positive.</summary>
    public static BigInteger RoundedDivide(BigInteger left, BigInteger right)
    {
        var quotient = FloorDivide(left, right, out var modulo);
        var twice = modulo * 2;
        return twice > right || (twice == right && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static int CompareMixed(BigInteger left, double right)
    {
        if (double.IsInfinity(right))
            return right > 0 ? -1 : 1;
        var floor = Math.Floor(right);
        var order = left.CompareTo(new BigInteger(floor));
        return order != 0 ? order : right > floor ? -1 : 0;
    }
}
