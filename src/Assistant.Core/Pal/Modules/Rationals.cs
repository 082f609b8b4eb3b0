using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>Exact comparison and conversion between fractions, decimals, ints and floats.</summary>
internal static class Rationals
{
    /// <summary>A finite number as a ratio; null for NaN, infinities and what is no number.</summary>
    public static (BigInteger Numerator, BigInteger Denominator)? Of(object value)
    {
        switch (value)
        {
            case IPyReal real:
                return real.Ratio;
            case double number when double.IsFinite(number):
                var (mantissa, exponent) = Numbers.Decompose(number);
                return exponent >= 0 ? (mantissa << exponent, BigInteger.One) : (mantissa, BigInteger.One << -exponent);
            default:
                return Numbers.Integer(value) is { } integer ? (integer, BigInteger.One) : null;
        }
    }

    public static int? Compare(IPyReal left, object right)
    {
        if (right is double number && double.IsInfinity(number))
            return number > 0 ? -1 : 1;
        return Of(right) is { } ratio ? (left.Ratio.Numerator * ratio.Denominator).CompareTo(ratio.Numerator * left.Ratio.Denominator) : null;
    }
}
