using System.Globalization;
using System.Text;

namespace Assistant.Inference.Templates;

/// <summary>A name that stands for nothing: empty as text, false as a condition, an error where something is asked of it.</summary>
internal sealed record Undefined(string Name);

/// <summary>What <c>namespace()</c> makes: the only value that can be changed.</summary>
internal sealed class TemplateNamespace
{
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something that can be called.</summary>
internal delegate object? TemplateFunction(RenderState state, TemplateArguments arguments);

/// <summary>
/// Values as templates see them: null (none), <see cref="Undefined"/>, bool, long, double, string, <c>List&lt;object?&gt;</c>,
/// <c>OrderedDictionary&lt;string, object?&gt;</c>, <see cref="TemplateNamespace"/>, <see cref="TemplateFunction"/>; with Python's rules.
/// </summary>
internal static class TemplateValues
{
    private const int Deepest = 100;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        OrderedDictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    public static string KindOf(object? value) => value switch
    {
        null => "none",
        Undefined undefined => $"undefined ('{undefined.Name}')",
        bool => "a boolean",
        long or double => "a number",
        string => "a text",
        List<object?> => "a list",
        OrderedDictionary<string, object?> => "a mapping",
        TemplateNamespace => "a namespace",
        _ => "a function",
    };

    public static bool AreEqual(object? a, object? b, RenderState state, int line) => AreEqual(a, b, state, line, 0);

    /// <summary>Order of two values of the same kind.</summary>
    public static int Compare(object? a, object? b, RenderState state, int line)
    {
        switch (a, b)
        {
            case (string x, string y):
                return string.CompareOrdinal(x, y);
            case (List<object?> x, List<object?> y):
                for (var i = 0; i < Math.Min(x.Count, y.Count); i++)
                {
                    if (!AreEqual(x[i], y[i], state, line)) return Compare(x[i], y[i], state, line);
                }

                return x.Count.CompareTo(y.Count);
            default:
                if (TryNumber(a, out var m) && TryNumber(b, out var n)) return a is double || b is double ? m.CompareTo(n) : Whole(a, line).CompareTo(Whole(b, line));
                throw new ChatTemplateException($"{KindOf(a)} and {KindOf(b)} have no order.", line);
        }
    }

    public static bool TryNumber(object? value, out double number)
    {
        number = value switch { bool flag => flag ? 1 : 0, long whole => whole, double real => real, _ => double.NaN };
        return value is bool or long or double;
    }

    public static long Whole(object? value, int line) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new ChatTemplateException($"a whole number is wanted, not {KindOf(value)}.", line),
    };

    /// <summary>Items of what can be looped over: a list's, a mapping's keys, a text's characters, nothing of what is undefined.</summary>
    public static List<object?> Items(object? value, int line) => value switch
    {
        List<object?> list => list,
        OrderedDictionary<string, object?> map => [.. map.Keys],
        string text => [.. text.EnumerateRunes().Select(rune => rune.ToString())],
        Undefined => [],
        _ => throw new ChatTemplateException($"{KindOf(value)} cannot be looped over.", line),
    };

    public static long Length(object? value, int line) => value switch
    {
        string text => text.Length - LowSurrogates(text),
        List<object?> list => list.Count,
        OrderedDictionary<string, object?> map => map.Count,
        Undefined => 0,
        _ => throw new ChatTemplateException($"{KindOf(value)} has no length.", line),
    };

    public static bool Contains(object? whole, object? part, RenderState state, int line)
    {
        switch (whole)
        {
            case string text:
                state.SpendText(text.Length, line);
                return part is string piece ? text.Contains(piece, StringComparison.Ordinal) : throw new ChatTemplateException($"only a text can be in a text, not {KindOf(part)}.", line);
            case OrderedDictionary<string, object?> map:
                return part is string key && map.ContainsKey(key);
            case TemplateNamespace space:
                return part is string name && space.Values.ContainsKey(name);
            default:
                return Items(whole, line).Exists(item => AreEqual(item, part, state, line));
        }
    }

    /// <summary>A list or text from <paramref name="start"/> to before <paramref name="stop"/>, Python's rules.</summary>
    public static object? Slice(object? value, long? start, long? stop, long step, RenderState state, int line)
    {
        if (step == 0) throw new ChatTemplateException("the step of a slice cannot be 0.", line);
        var items = value is string or List<object?> ? Items(value, line) : throw new ChatTemplateException($"{KindOf(value)} cannot be sliced.", line);
        state.Spend(items.Count, line);
        long count = items.Count;
        var from = Clamp(start ?? (step > 0 ? 0 : count - 1), step > 0 ? 0 : -1, step > 0 ? count : count - 1, start is null);
        var to = Clamp(stop ?? (step > 0 ? count : -1), step > 0 ? 0 : -1, step > 0 ? count : count - 1, stop is null);
        List<object?> taken = [];
        for (var i = from; step > 0 ? i < to : i > to; i += step) taken.Add(items[(int)i]);
        return value is string ? string.Concat(taken) : taken;

        long Clamp(long position, long least, long most, bool given) => Math.Clamp(position < 0 && !given ? position + count : position, least, most);
    }

    /// <summary>A value as text, as <c>{{ }}</c> writes it.</summary>
    public static string Text(object? value, RenderState state, int line)
    {
        switch (value)
        {
            case string text:
                return text;
            case Undefined:
                return "";
            default:
                var built = new StringBuilder();
                Represent(built, value, state, line, 0);
                return built.ToString();
        }
    }

    public static string Real(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        var size = Math.Abs(number);
        if (size != 0 && size is < 1e-4 or >= 1e16)
        {
            // 1E-05 → 1e-05, as Python writes it.
            var text = number.ToString("R", CultureInfo.InvariantCulture);
            if (!text.Contains('E', StringComparison.Ordinal)) text = number.ToString("0.################E+00", CultureInfo.InvariantCulture);
            var (digits, power) = (text[..text.IndexOf('E', StringComparison.Ordinal)], int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture));
            return $"{digits}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
        }

        var plain = ((decimal)0).Equals((decimal)size) && size != 0 ? number.ToString("R", CultureInfo.InvariantCulture) : Plain(number);
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }

    private static string Plain(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : text;
    }

    private static bool AreEqual(object? a, object? b, RenderState state, int line, int depth)
    {
        state.Spend(1, line);
        if (depth > Deepest) throw new ChatTemplateException($"a value is nested more than {Deepest} deep.", line);
        if (ReferenceEquals(a, b)) return true;
        return (a, b) switch
        {
            (string x, string y) => x == y,
            (Undefined, Undefined) => true,
            (List<object?> x, List<object?> y) => x.Count == y.Count && !x.Where((item, i) => !AreEqual(item, y[i], state, line, depth + 1)).Any(),
            (OrderedDictionary<string, object?> x, OrderedDictionary<string, object?> y) =>
                x.Count == y.Count && x.All(entry => y.TryGetValue(entry.Key, out var other) && AreEqual(entry.Value, other, state, line, depth + 1)),
            (long x, long y) => x == y,
            _ => TryNumber(a, out var m) && TryNumber(b, out var n) && m == n,
        };
    }

    private static void Represent(StringBuilder built, object? value, RenderState state, int line, int depth)
    {
        state.Spend(1, line);
        if (depth > Deepest) throw new ChatTemplateException($"a value is nested more than {Deepest} deep.", line);
        switch (value)
        {
            case null: built.Append("None"); break;
            case bool flag: built.Append(flag ? "True" : "False"); break;
            case long number: built.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: built.Append(Real(number)); break;
            case string text:
                state.SpendText(built.Length + text.Length, line);
                Quote(built, text);
                break;
            case List<object?> list:
                built.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) built.Append(", ");
                    Represent(built, list[i], state, line, depth + 1);
                }

                built.Append(']');
                break;
            case OrderedDictionary<string, object?> map:
                built.Append('{');
                var separator = "";
                foreach (var (key, item) in map)
                {
                    built.Append(separator);
                    separator = ", ";
                    Represent(built, key, state, line, depth + 1);
                    built.Append(": ");
                    Represent(built, item, state, line, depth + 1);
                }

                built.Append('}');
                break;
            case Undefined: built.Append("Undefined"); break;
            default: throw new ChatTemplateException($"{KindOf(value)} cannot be written.", line);
        }
    }

    private static void Quote(StringBuilder built, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        built.Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => built.Append("\\n"),
                '\r' => built.Append("\\r"),
                '\t' => built.Append("\\t"),
                '\\' => built.Append("\\\\"),
                _ when c == quote => built.Append('\\').Append(c),
                < ' ' or '\x7f' => built.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => built.Append(c),
            };
        }

        built.Append(quote);
    }

    private static int LowSurrogates(string text)
    {
        var count = 0;
        foreach (var c in text) count += char.IsLowSurrogate(c) ? 1 : 0;
        return count;
    }
}
