using System.Globalization;
using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Formatting;

/// <summary>The % operator of strings.</summary>
internal sealed class PercentFormat
{
    private readonly Machine machine;
    private readonly string format;
    private readonly object values;
    private readonly object[] items;
    private int next;
    private int position;

    private PercentFormat(Machine machine, string format, object values)
    {
        this.machine = machine;
        this.format = format;
        this.values = values;
        items = values is PyTuple tuple ? tuple.Items : [values];
    }

    public static string Apply(Machine machine, string format, object values) => new PercentFormat(machine, format, values).Run();

    private string Run()
    {
        var text = new StringBuilder();
        while (position < format.Length)
        {
            var percent = format.IndexOf('%', position);
            if (percent < 0)
            {
                text.Append(format.AsSpan(position));
                break;
            }

            text.Append(format.AsSpan(position, percent - position));
            position = percent + 1;
            text.Append(machine.Grown(Field()));
        }

        if (next < items.Length && values is not PyDictionary && !(next == 0 && values is PyList))
            throw PyError.Type("not all arguments converted during string formatting");
        return machine.Grown(text.ToString());
    }

    private string Field()
    {
        object? named = null;
        if (Peek() == '(')
        {
            var close = format.IndexOf(')', position);
            if (close < 0)
                throw PyError.Value("incomplete format key");
            if (values is not PyDictionary dictionary)
                throw PyError.Type("format requires a mapping");
            named = dictionary.GetItem(machine, format[(position + 1)..close]);
            position = close + 1;
        }

        var (left, sign, alternate, zero) = (false, '\0', false, false);
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; position++)
        {
            left |= Peek() == '-';
            alternate |= Peek() == '#';
            zero |= Peek() == '0';
            sign = Peek() is '+' || (Peek() is ' ' && sign == '\0') ? Peek() : sign;
        }

        var width = Number() ?? 0;
        if (width < 0)
            (left, width) = (true, -width);
        int? precision = null;
        if (Peek() == '.')
        {
            position++;
            precision = Math.Max(Number() ?? 0, 0);
        }

        while (Peek() is 'l' or 'h' or 'L')
            position++;
        if (position >= format.Length)
            throw PyError.Value("incomplete format");
        var kind = format[position++];
        if (kind == '%')
            return "%";
        var value = named ?? Take();
        var spec = new FormatSpec(zero && !left ? "0" : " ", left ? '<' : zero ? '=' : '>', sign, alternate, zero && !left, width, '\0', precision ?? -1, kind);
        return Convert(spec, value);
    }

    private string Convert(FormatSpec spec, object value)
    {
        switch (spec.Kind)
        {
            case 's' or 'r' or 'a':
                var text = spec.Kind == 's' ? machine.Str(value) : (string)machine.Convert(value, spec.Kind);
                return (spec with { Kind = 's', Sign = '\0', Fill = " ", Zero = false, Align = spec.Align == '=' ? '>' : spec.Align }).Apply(machine, text);
            case 'd' or 'i' or 'u':
                var whole = value is double number ? Whole(number) : machine.TryInteger(value) ?? throw PyError.Type($"%{spec.Kind} format: a real number is required, not {PyTypes.Of(value).Name}");
                return Digits(spec, whole, 'd');
            case 'x' or 'X' or 'o':
                return Digits(spec, machine.TryInteger(value) ?? throw PyError.Type($"%{spec.Kind} format: an integer is required, not {PyTypes.Of(value).Name}"), spec.Kind);
            case 'c':
                return (spec with { Kind = value is string ? 's' : 'c', Precision = -1, Sign = '\0' }).Apply(machine, value is string single ? single : machine.ToInteger(value));
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return spec.Apply(machine, Conversions.ToFloat(value) ?? throw PyError.Type($"must be real number, not {PyTypes.Of(value).Name}"));
            default:
                throw PyError.Value($"unsupported format character '{spec.Kind}' (0x{(int)spec.Kind:x}) at index {position - 1}");
        }
    }

    private string Digits(FormatSpec spec, BigInteger value, char kind)
    {
        if (spec.Precision < 0)
            return (spec with { Kind = kind }).Apply(machine, value);
        var digits = (spec with { Kind = kind, Precision = -1, Width = 0, Sign = '\0' }).Apply(machine, BigInteger.Abs(value)).PadLeft(Math.Min(spec.Precision, 100_000), '0');
        return spec.PadNumber(spec.SignOf(value.Sign < 0), digits);
    }

    private static BigInteger Whole(double value) => double.IsFinite(value) ? new BigInteger(value) : throw PyError.Overflow("cannot convert float infinity or NaN to integer");

    private char Peek() => position < format.Length ? format[position] : '\0';

    private int? Number()
    {
        if (Peek() == '*')
        {
            position++;
            return machine.ToSize(Take());
        }

        var start = position;
        while (char.IsAsciiDigit(Peek()))
            position++;
        if (start == position)
            return null;
        return int.TryParse(format.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw PyError.Value("width too big");
    }

    private object Take() => next < items.Length ? items[next++] : throw PyError.Type("not enough arguments for format string");
}
