using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Formatting;

/// <summary>Floats as CPython writes them: the shortest digits that read back the same, and exact rounding (ties to even) to a given number of digits.</summary>
internal static class FloatText
{
    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
            return NotFinite(value);
        var (digits, exponent) = Shortest(value);
        var sign = double.IsNegative(value) ? "-" : "";
        return exponent is < -4 or >= 16 ? sign + Scientific(digits, exponent, 'e') : sign + Plain(digits, exponent, true);
    }

    public static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

    /// <summary>The digits of format 'f', without a sign.</summary>
    public static string Fixed(double value, int precision)
    {
        var digits = Rounded(value, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
    }

    /// <summary>The digits of format 'e', without a sign.</summary>
    public static string Exponential(double value, int precision, char mark)
    {
        var (digits, exponent) = Significant(value, precision + 1);
        return Scientific(digits, exponent, mark, keepZeros: true);
    }

    /// <summary>
    /// The digits of format 'g', without a sign. With <paramref name="keepPoint"/> (no type given) a plain number keeps one digit after the point
    /// and goes over to an exponent one digit earlier.
    /// </summary>
    public static string General(double value, int precision, char mark, bool alternate, bool keepPoint)
    {
        precision = Math.Max(precision, 1);
        var (digits, exponent) = Significant(value, precision);
        if (!alternate)
            digits = digits.TrimEnd('0') is { Length: > 0 } trimmed ? trimmed : "0";
        return exponent < -4 || exponent >= (keepPoint ? precision - 1 : precision)
            ? Scientific(digits, exponent, mark, keepZeros: alternate)
            : Plain(digits, exponent, keepPoint || alternate);
    }

    /// <summary>|value| · 10^precision as the nearest integer, ties to even.</summary>
    public static BigInteger Rounded(double value, int precision)
    {
        var (mantissa, exponent) = Numbers.Decompose(Math.Abs(value));
        var numerator = mantissa;
        var denominator = BigInteger.One;
        if (exponent > 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        if (precision >= 0)
            numerator *= BigInteger.Pow(10, precision);
        else
            denominator *= BigInteger.Pow(10, -precision);
        return Numbers.RoundedDivide(numerator, denominator);
    }

    /// <summary>The nearest float with so many digits after the point (before it, when negative), as round() gives.</summary>
    public static double Round(double value, int precision)
    {
        if (!double.IsFinite(value) || precision > 323)
            return value;
        if (precision < -308)
            return Math.CopySign(0, value);
        var rounded = Rounded(value, precision);
        var result = precision >= 0
            ? Numbers.Divide(rounded, BigInteger.Pow(10, precision))
            : Numbers.Divide(rounded * BigInteger.Pow(10, -precision), BigInteger.One, "rounded value too large to represent");
        return Math.CopySign(result, value);
    }

    /// <summary>The digits that tell a float from its neighbours, and the power of ten of the first.</summary>
    public static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0)
            return ("0", 0);
        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var power = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : mantissa.Length;
        var first = mantissa.AsSpan().IndexOfAnyInRange('1', '9');
        return (mantissa.Replace(".", "", StringComparison.Ordinal).Trim('0'), power + (first < point ? point - 1 - first : point - first));
    }

    private static (string Digits, int Exponent) Significant(double value, int count)
    {
        if (value == 0)
            return (new string('0', count), 0);
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        while (true)
        {
            var digits = Rounded(value, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count)
                return (digits, exponent);
            exponent += digits.Length > count ? 1 : -1;
        }
    }

    private static string Scientific(string digits, int exponent, char mark, bool keepZeros = false)
    {
        var fraction = keepZeros ? digits[1..] : digits[1..].TrimEnd('0');
        return $"{digits[0]}{(fraction.Length > 0 ? "." + fraction : "")}{mark}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Plain(string digits, int exponent, bool point)
    {
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length > exponent + 1)
            return $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
        return digits.PadRight(exponent + 1, '0') + (point ? ".0" : "");
    }
}
