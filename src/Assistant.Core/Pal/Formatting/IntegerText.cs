using System.Globalization;
using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Formatting;

/// <summary>Integers to and from digits, in any base from 2 to 36.</summary>
internal static class IntegerText
{
    /// <summary>CPython's limit for decimal conversion, which is quadratic.</summary>
    public const int MaxDigits = 4300;

    public static string Write(Machine machine, BigInteger value)
    {
        // 3.3219 bits a digit.
        if (value.GetBitLength() > 14_284)
            throw PyError.Value($"Exceeds the limit ({MaxDigits} digits) for integer string conversion");
        machine.Meter.Step((long)value.GetBitLength() / 64);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    public static string WriteBase(BigInteger value, int radix)
    {
        var bits = radix switch { 2 => 1, 8 => 3, _ => 4 };
        var text = new StringBuilder();
        var magnitude = BigInteger.Abs(value);
        var bytes = magnitude.ToByteArray(isUnsigned: true);
        for (long bit = 0; bit < (long)Math.Max(1, magnitude.GetBitLength()); bit += bits)
        {
            var digit = 0;
            for (var i = 0; i < bits; i++)
            {
                var at = bit + i;
                if (at / 8 < bytes.Length && (bytes[at / 8] >> (int)(at % 8) & 1) != 0)
                    digit |= 1 << i;
            }

            text.Insert(0, "0123456789abcdef"[digit]);
        }

        return text.ToString();
    }

    /// <summary>Reads digits without sign or spaces; null when one is not of the base.</summary>
    public static BigInteger? Parse(string digits, int radix)
    {
        if (digits.Length == 0)
            return null;
        if (radix == 10)
            return digits.All(char.IsAsciiDigit) ? BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }

        return value;
    }
}
