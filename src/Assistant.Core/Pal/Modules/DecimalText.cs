using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Modules;

/// <summary>Decimals to and from text.</summary>
internal static class DecimalText
{
    public static string Write(bool negative, string digits, int exponent)
    {
        var left = exponent + digits.Length;
        var point = exponent <= 0 && left > -6 ? left : 1;
        var (whole, fraction) = point <= 0 ? ("0", "." + new string('0', -point) + digits)
            : point >= digits.Length ? (digits + new string('0', point - digits.Length), "")
            : (digits[..point], "." + digits[point..]);
        var power = left == point ? "" : string.Create(CultureInfo.InvariantCulture, $"E{left - point:+0;-0}");
        return (negative ? "-" : "") + whole + fraction + power;
    }

    public static string Format(Machine machine, PyDecimal value, FormatSpec spec)
    {
        machine.Meter.Allocate(2L * spec.Width);
        var negative = value.IsNegative;
        var magnitude = BigInteger.Abs(value.Coefficient);
        string text;
        switch (spec.Kind)
        {
            case 'f' or 'F' or '%':
                var exponent = spec.Kind == '%' ? value.Exponent + 2 : value.Exponent;
                var precision = spec.Precision >= 0 ? spec.Precision : Math.Max(0, -exponent);
                text = Fixed(machine, magnitude, exponent, precision) + (spec.Kind == '%' ? "%" : "");
                break;
            case '\0' or 'g' or 'G' or 'n' when spec.Precision < 0:
                text = Write(false, magnitude.ToString(CultureInfo.InvariantCulture), value.Exponent);
                break;
            case 'e' or 'E' or '\0' or 'g' or 'G' or 'n':
                text = Significant(value, magnitude, spec);
                break;
            default:
                throw PyError.Value("Invalid format specifier");
        }

        return spec.PadNumber(spec.SignOf(negative), spec.GroupWhole(text));
    }

    /// <summary>Reads a literal; null when it is none (NaN and infinities are none here).</summary>
    public static (BigInteger Coefficient, long Exponent, bool IsNegative)? Parse(string text)
    {
        var body = text.Trim().Replace("_", "", StringComparison.Ordinal);
        var mark = body.IndexOfAny(['e', 'E']);
        var exponent = 0L;
        if (mark >= 0 && !long.TryParse(body.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return null;
        var number = mark >= 0 ? body[..mark] : body;
        var negative = number.StartsWith('-');
        number = number.StartsWith('-') || number.StartsWith('+') ? number[1..] : number;
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? number : number.Remove(point, 1);
        if (digits.Length is 0 or > IntegerText.MaxDigits || !digits.All(char.IsAsciiDigit))
            return null;
        var coefficient = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return (negative ? -coefficient : coefficient, exponent - (point < 0 ? 0 : number.Length - point - 1), negative);
    }

    private static string Fixed(Machine machine, BigInteger magnitude, int exponent, int precision)
    {
        machine.Meter.CheckBits((precision + Math.Abs((double)exponent)) * 3.33);
        var numerator = magnitude * BigInteger.Pow(10, Math.Max(0, exponent)) * BigInteger.Pow(10, precision);
        var digits = Numbers.RoundedDivide(numerator, BigInteger.Pow(10, Math.Max(0, -exponent))).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
    }

    private static string Significant(PyDecimal value, BigInteger magnitude, FormatSpec spec)
    {
        var exponential = spec.Kind is 'e' or 'E';
        var digits = magnitude.ToString(CultureInfo.InvariantCulture);
        var keep = exponential ? (spec.Precision < 0 ? digits.Length : spec.Precision + 1) : Math.Max(1, spec.Precision);
        var exponent = value.Exponent;
        if (digits.Length > keep)
        {
            var rounded = Numbers.RoundedDivide(magnitude, BigInteger.Pow(10, digits.Length - keep)).ToString(CultureInfo.InvariantCulture);
            exponent += digits.Length - keep;
            if (rounded.Length > keep)
                (rounded, exponent) = (rounded[..keep], exponent + 1);
            digits = rounded;
        }

        if (!exponential)
            return Write(false, digits, exponent) is var text && spec.Kind is 'g' or '\0' or 'n' ? text.Replace('E', spec.Kind == '\0' ? 'E' : 'e') : Write(false, digits, exponent);
        exponent -= keep - digits.Length;
        digits = digits.PadRight(keep, '0');
        var power = exponent + digits.Length - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{(keep > 1 ? "." : "")}{digits[1..]}{spec.Kind}{power:+0;-0}");
    }
}
