using System.Globalization;
using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Formatting;

/// <summary>A format specification: [[fill]align][sign][#][0][width][grouping][.precision][type].</summary>
internal sealed record FormatSpec(string Fill, char Align, char Sign, bool Alternate, bool Zero, int Width, char Grouping, int Precision, char Kind)
{
    public static FormatSpec Parse(string spec, string type)
    {
        var position = 0;
        var fill = " ";
        var align = '\0';
        var first = spec.Length > 0 && char.IsHighSurrogate(spec[0]) ? 2 : 1;
        if (spec.Length > first && spec[first] is '<' or '>' or '^' or '=')
        {
            (fill, align) = (spec[..first], spec[first]);
            position = first + 1;
        }
        else if (spec.Length > 0 && spec[0] is '<' or '>' or '^' or '=')
        {
            align = spec[0];
            position = 1;
        }

        var sign = Take("+- ");
        Take("z");
        var alternate = Take("#") != '\0';
        var zero = Take("0") != '\0';
        var width = Number();
        var grouping = Take(",_");
        var precision = -1;
        if (Take(".") != '\0')
        {
            precision = Number();
            if (precision < 0)
                throw PyError.Value("Format specifier missing precision");
        }

        if (spec.Length - position > 1)
            throw PyError.Value($"Invalid format specifier '{spec}' for object of type '{type}'");
        var kind = position < spec.Length ? spec[position] : '\0';
        return new FormatSpec(zero && fill == " " ? "0" : fill, align, sign, alternate, zero, Math.Max(width, 0), grouping, precision, kind);

        char Take(string any) => position < spec.Length && any.Contains(spec[position], StringComparison.Ordinal) ? spec[position++] : '\0';

        int Number()
        {
            var start = position;
            while (position < spec.Length && char.IsAsciiDigit(spec[position]))
                position++;
            if (start == position)
                return -1;
            return int.TryParse(spec.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw PyError.Value("Too many decimal digits in format string");
        }
    }

    public string Apply(Machine machine, object value)
    {
        machine.Meter.Allocate(2L * Width);
        if (Precision > 0)
            machine.Meter.CheckBits(Precision * 3.33);
        return value switch
        {
            string text => OfText(text),
            double number => OfFloat(number),
            bool flag when Kind is '\0' && Width == 0 && Align == '\0' && Grouping == '\0' && Sign == '\0' => flag ? "True" : "False",
            _ => OfInteger(machine, Numbers.Integer(value)!.Value, value is bool ? "bool" : "int"),
        };
    }

    /// <summary>Pads digits, whose sign stands apart so that zeros go between.</summary>
    public string PadNumber(string sign, string digits)
    {
        var align = Align != '\0' ? Align : Zero ? '=' : '>';
        if (Grouping != '\0' && Zero && align == '=')
        {
            var split = digits.IndexOfAny(['.', 'e', '%']) is >= 0 and var at ? at : digits.Length;
            var (whole, rest) = (digits[..split].Replace(Grouping.ToString(), "", StringComparison.Ordinal), digits[split..]);
            while (sign.Length + digits.Length < Width)
            {
                whole = "0" + whole;
                digits = Group(whole, Grouping, 3) + rest;
            }
        }

        var missing = Width - sign.Length - digits.Length;
        return missing <= 0 ? sign + digits : align == '=' ? sign + Padding(missing) + digits : Pad(sign + digits, align);
    }

    public string Pad(string text, char align)
    {
        var missing = Width - TextItems.Length(text);
        if (missing <= 0)
            return text;
        return align switch
        {
            '<' => text + Padding(missing),
            '^' => Padding(missing / 2) + text + Padding(missing - (missing / 2)),
            _ => Padding(missing) + text,
        };
    }

    public string SignOf(bool negative) => negative ? "-" : Sign is '+' or ' ' ? Sign.ToString() : "";

    public static string Group(string digits, char separator, int size)
    {
        var result = new StringBuilder(digits);
        for (var i = digits.Length - size; i > 0; i -= size)
            result.Insert(i, separator);
        return result.ToString();
    }

    /// <summary>Puts separators into the whole part of a number.</summary>
    public string GroupWhole(string digits)
    {
        if (Grouping == '\0')
            return digits;
        var split = digits.IndexOfAny(['.', 'e', 'E', '%']) is >= 0 and var at ? at : digits.Length;
        return Group(digits[..split], Grouping, 3) + digits[split..];
    }

    private string Padding(int count) => Fill.Length == 1 ? new string(Fill[0], count) : string.Concat(Enumerable.Repeat(Fill, count));

    private string OfText(string text)
    {
        if (Kind is not ('\0' or 's'))
            throw PyError.Value($"Unknown format code '{Kind}' for object of type 'str'");
        if (Sign != '\0')
            throw PyError.Value("Sign not allowed in string format specifier");
        if (Align == '=')
            throw PyError.Value("'=' alignment not allowed in string format specifier");
        if (Grouping != '\0')
            throw PyError.Value($"Cannot specify '{Grouping}' with 's'.");
        if (Precision >= 0 && Precision < TextItems.Length(text))
            text = text[..TextItems.Offset(text, Precision)];
        return Pad(text, Align == '\0' ? '<' : Align);
    }

    private string OfInteger(Machine machine, BigInteger value, string type)
    {
        if (Kind is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%')
            return OfFloat(Numbers.ToDouble(value));
        if (Precision >= 0)
            throw PyError.Value("Precision not allowed in integer format specifier");
        if (Kind == 'c')
            return value.Sign >= 0 && value <= 0x10FFFF && Rune.IsValid((int)value) ? Pad(new Rune((int)value).ToString(), Align == '\0' ? '<' : Align) : throw PyError.Overflow("%c arg not in range(0x110000)");
        var (radix, prefix) = Kind switch
        {
            'b' => (2, "0b"),
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            '\0' or 'd' or 'n' => (10, ""),
            _ => throw PyError.Value($"Unknown format code '{Kind}' for object of type '{type}'"),
        };
        var digits = radix == 10 ? IntegerText.Write(machine, BigInteger.Abs(value)) : IntegerText.WriteBase(value, radix);
        if (Kind == 'X')
            digits = digits.ToUpperInvariant();
        if (Grouping == ',' && radix != 10)
            throw PyError.Value($"Cannot specify ',' with '{Kind}'.");
        if (Grouping != '\0')
            digits = Group(digits, Grouping, radix == 10 ? 3 : 4);
        return PadNumber(SignOf(value.Sign < 0) + (Alternate ? prefix : ""), digits);
    }

    private string OfFloat(double value)
    {
        var negative = double.IsNegative(value) && !double.IsNaN(value);
        if (!double.IsFinite(value) && Kind is '\0' or 'e' or 'f' or 'g' or 'E' or 'F' or 'G' or '%' or 'n' && !double.IsFinite(value))
        {
            var name = FloatText.NotFinite(Math.Abs(value)) + (Kind == '%' ? "%" : "");
            return PadNumber(SignOf(negative), char.IsUpper(Kind) ? name.ToUpperInvariant() : name);
        }

        var precision = Precision >= 0 ? Precision : 6;
        var digits = Kind switch
        {
            'f' or 'F' => FloatText.Fixed(value, precision),
            'e' or 'E' => FloatText.Exponential(value, precision, Kind),
            'g' or 'G' or 'n' => FloatText.General(value, precision, Kind == 'G' ? 'E' : 'e', Alternate, false),
            '%' => FloatText.Fixed(value * 100, precision) + "%",
            '\0' when Precision < 0 => FloatText.Repr(Math.Abs(value)),
            '\0' => FloatText.General(value, precision, 'e', Alternate, true),
            _ => throw PyError.Value($"Unknown format code '{Kind}' for object of type 'float'"),
        };
        return PadNumber(SignOf(negative), GroupWhole(digits));
    }
}
