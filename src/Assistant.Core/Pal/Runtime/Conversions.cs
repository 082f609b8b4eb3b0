using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>int(), float() and what else turns values into numbers.</summary>
internal static class Conversions
{
    /// <summary>A number as a float; null when the value is none.</summary>
    public static double? ToFloat(object value) => value switch
    {
        double number => number,
        BigInteger or bool => Numbers.ToDouble(Numbers.Integer(value)!.Value),
        IPyReal real => real.ToFloat(),
        _ => null,
    };

    public static double RequireFloat(object value) => ToFloat(value) ?? throw PyError.Type($"must be real number, not {PyTypes.Of(value).Name}");

    public static double ParseFloat(string text)
    {
        var digits = text.Trim();
        if (IsPlain(digits) && !digits.Contains("__", StringComparison.Ordinal) && !digits.StartsWith('_') && !digits.EndsWith('_')
            && double.TryParse(digits.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            return number;
        return digits.TrimStart('+', '-').ToLowerInvariant() switch
        {
            "inf" or "infinity" when digits.Count(c => c is '+' or '-') <= 1 => digits[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "nan" when digits.Count(c => c is '+' or '-') <= 1 => double.NaN,
            _ => throw PyError.Value($"could not convert string to float: {TextRepr.Quote(text)}"),
        };
    }

    public static BigInteger ParseInteger(string text, int radix)
    {
        var digits = text.Trim();
        var negative = digits.StartsWith('-');
        if (digits.StartsWith('-') || digits.StartsWith('+'))
            digits = digits[1..];
        if (digits.Length > 2 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) is var mark)
        {
            var marked = mark switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
            if (marked != 0 && (radix == 0 || radix == marked))
                (digits, radix) = (digits[2..].TrimStart('_'), marked);
        }

        var shown = radix == 0 ? 0 : radix;
        radix = radix == 0 ? 10 : radix;
        var valid = !digits.StartsWith('_') && !digits.EndsWith('_') && !digits.Contains("__", StringComparison.Ordinal);
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > IntegerText.MaxDigits)
            throw PyError.Value($"Exceeds the limit ({IntegerText.MaxDigits} digits) for integer string conversion: value has {digits.Length} digits");
        var value = (valid ? IntegerText.Parse(digits, radix) : null) ?? throw PyError.Value($"invalid literal for int() with base {shown}: {TextRepr.Quote(text)}");
        return negative ? -value : value;
    }

    public static BigInteger Truncate(double value) => double.IsNaN(value)
        ? throw PyError.Value("cannot convert float NaN to integer")
        : double.IsInfinity(value) ? throw PyError.Overflow("cannot convert float infinity to integer") : new BigInteger(Math.Truncate(value));

    private static bool IsPlain(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E' or '_') && text.Any(char.IsAsciiDigit);
}
