using System.Globalization;
using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Formatting;

/// <summary>The format method of strings.</summary>
internal sealed class BraceFormat(Machine machine, PyTuple positional, PyDictionary named)
{
    private int next;

    public string Apply(string format, int depth = 2)
    {
        if (depth == 0)
            throw PyError.Value("Max string recursion exceeded");
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
            }
            else if (i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw PyError.Value("Single '}' encountered in format string");
            }
            else
            {
                var end = EndOf(format, i);
                text.Append(machine.Grown(Field(format[(i + 1)..end], depth)));
                i = end;
            }
        }

        return machine.Grown(text.ToString());
    }

    private static int EndOf(string format, int open)
    {
        var nested = 0;
        for (var i = open; i < format.Length; i++)
        {
            if (format[i] == '{')
                nested++;
            else if (format[i] == '}' && --nested == 0)
                return i;
        }

        throw PyError.Value(open + 1 == format.Length ? "Single '{' encountered in format string" : "expected '}' before end of string");
    }

    private string Field(string field, int depth)
    {
        var bracket = 0;
        var split = field.Length;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '[')
                bracket++;
            else if (field[i] == ']')
                bracket--;
            else if (bracket <= 0 && field[i] is ':' or '!')
            {
                split = i;
                break;
            }
        }

        var conversion = '\0';
        var rest = split;
        if (split < field.Length && field[split] == '!')
        {
            conversion = split + 1 < field.Length ? field[split + 1] : throw PyError.Value("end of string while looking for conversion specifier");
            if (conversion is not ('r' or 's' or 'a'))
                throw PyError.Value($"Unknown conversion specifier '{conversion}'");
            rest = split + 2;
        }

        var value = Lookup(field[..split]);
        var spec = rest < field.Length && field[rest] == ':' ? Apply(field[(rest + 1)..], depth - 1) : rest >= field.Length ? "" : throw PyError.Value("expected ':' after conversion specifier");
        return machine.Format(machine.Convert(value, conversion), spec);
    }

    private object Lookup(string path)
    {
        var end = path.IndexOfAny(['.', '[']) is >= 0 and var at ? at : path.Length;
        var name = path[..end];
        object value;
        if (name.Length == 0)
        {
            if (next < 0)
                throw PyError.Value("cannot switch from manual field specification to automatic field numbering");
            value = Positional(next++);
        }
        else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            if (next > 0)
                throw PyError.Value("cannot switch from automatic field numbering to manual field specification");
            next = -1;
            value = Positional(index);
        }
        else
        {
            value = named.Get(name) ?? throw PyError.Key(name);
        }

        while (end < path.Length)
        {
            if (path[end] == '.')
            {
                var stop = path.IndexOfAny(['.', '['], end + 1) is >= 0 and var dot ? dot : path.Length;
                value = machine.GetAttribute(value, path[(end + 1)..stop]);
                end = stop;
            }
            else
            {
                var stop = path.IndexOf(']', end);
                if (stop < 0)
                    throw PyError.Value("Missing ']' in format string");
                var key = path[(end + 1)..stop];
                value = machine.GetItem(value, BigInteger.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : key);
                end = stop + 1;
            }
        }

        return value;
    }

    private object Positional(int index) =>
        index < positional.Items.Length ? positional.Items[index] : throw PyError.Index($"Replacement index {index} out of range for positional args tuple");
}
