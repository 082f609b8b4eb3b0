using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of int and float.</summary>
internal static class NumberMethods
{
    public static readonly NativeFunction[] Int =
    [
        new("bit_length", "self", (_, a) => new BigInteger((long)BigInteger.Abs(Numbers.Integer(a[0])!.Value).GetBitLength())),
        new("bit_count", "self", (_, a) => BigInteger.PopCount(BigInteger.Abs(Numbers.Integer(a[0])!.Value))),
        new("as_integer_ratio", "self", (_, a) => new PyTuple([Numbers.Integer(a[0])!.Value, BigInteger.One])),
        new("is_integer", "self", (_, _) => true),
        new("conjugate", "self", (_, a) => Numbers.Integer(a[0])!.Value),
    ];

    public static readonly NativeFunction[] Float =
    [
        new("is_integer", "self", (_, a) => double.IsInteger((double)a[0])),
        new("as_integer_ratio", "self", (_, a) => Ratio((double)a[0])),
        new("conjugate", "self", (_, a) => a[0]),
    ];

    private static PyTuple Ratio(double value)
    {
        if (!double.IsFinite(value))
            throw double.IsNaN(value) ? PyError.Value("cannot convert NaN to integer ratio") : PyError.Overflow("cannot convert Infinity to integer ratio");
        var (mantissa, exponent) = Numbers.Decompose(value);
        return exponent >= 0 ? new PyTuple([mantissa << exponent, BigInteger.One]) : new PyTuple([mantissa, BigInteger.One << -exponent]);
    }
}
