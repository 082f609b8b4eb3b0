using System.Buffers;
using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of str that search and split.</summary>
internal static class StringSearchMethods
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029");

    public static readonly NativeFunction[] All =
    [
        new("find", "self, sub, start?, end?, /", (machine, a) => Find(machine, a, false) ?? BigInteger.MinusOne),
        new("rfind", "self, sub, start?, end?, /", (machine, a) => Find(machine, a, true) ?? BigInteger.MinusOne),
        new("index", "self, sub, start?, end?, /", (machine, a) => Find(machine, a, false) ?? throw PyError.Value("substring not found")),
        new("rindex", "self, sub, start?, end?, /", (machine, a) => Find(machine, a, true) ?? throw PyError.Value("substring not found")),
        new("count", "self, sub, start?, end?, /", Count),
        new("startswith", "self, prefix, start?, end?, /", (machine, a) => Affix(machine, a, "startswith", (text, affix) => text.StartsWith(affix, StringComparison.Ordinal))),
        new("endswith", "self, suffix, start?, end?, /", (machine, a) => Affix(machine, a, "endswith", (text, affix) => text.EndsWith(affix, StringComparison.Ordinal))),
        new("split", "self, sep?, maxsplit?", (machine, a) => Split(machine, a, false)),
        new("rsplit", "self, sep?, maxsplit?", (machine, a) => Split(machine, a, true)),
        new("splitlines", "self, keepends?", SplitLines),
        new("partition", "self, sep, /", (machine, a) => Partition(machine, a, false)),
        new("rpartition", "self, sep, /", (machine, a) => Partition(machine, a, true)),
    ];

    private static (string Text, int Offset, bool Valid) Part(Machine machine, object[] a)
    {
        var text = StringMethods.Self(machine, a);
        if (a[2] is null or PyNone && a[3] is null or PyNone)
            return (text, 0, true);
        var length = TextItems.Length(text);
        var range = new PySlice(a[2] ?? PyNone.Value, a[3] ?? PyNone.Value, PyNone.Value).Resolve(machine, length);
        var from = TextItems.Offset(text, range.Start);
        var valid = a[2] is null or PyNone || machine.ToInteger(a[2]) <= length;
        return (text[from..Math.Max(from, TextItems.Offset(text, range.Stop))], range.Start, valid && range.Start <= range.Stop);
    }

    private static object? Find(Machine machine, object[] a, bool last)
    {
        var sub = StringMethods.Text(a[1]);
        var (text, offset, valid) = Part(machine, a);
        if (!valid)
            return null;
        var at = last ? (sub.Length == 0 ? text.Length : text.LastIndexOf(sub, StringComparison.Ordinal)) : text.IndexOf(sub, StringComparison.Ordinal);
        return at < 0 ? null : new BigInteger(TextItems.Position(text, at) + offset);
    }

    private static object Count(Machine machine, object[] a)
    {
        var sub = StringMethods.Text(a[1]);
        var (text, _, valid) = Part(machine, a);
        if (!valid)
            return BigInteger.Zero;
        if (sub.Length == 0)
            return new BigInteger(TextItems.Length(text) + 1);
        var count = 0;
        for (var at = text.IndexOf(sub, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sub, at + sub.Length, StringComparison.Ordinal))
            count++;
        return new BigInteger(count);
    }

    private static object Affix(Machine machine, object[] a, string name, Func<string, string, bool> has)
    {
        var (text, _, valid) = Part(machine, a);
        var affixes = a[1] is PyTuple several ? several.Items : [a[1]];
        return Array.Exists(affixes, affix => valid && has(text, StringMethods.Text(affix, $"{name} first arg must be str or a tuple of str, not")));
    }

    private static PyList Split(Machine machine, object[] a, bool fromRight)
    {
        var text = StringMethods.Self(machine, a);
        var most = a[2] is null ? -1 : machine.ToSize(a[2]);
        if (most < 0)
            most = int.MaxValue;
        var parts = a[1] is null or PyNone ? Words(text, most, fromRight) : Pieces(text, StringMethods.Text(a[1]), most, fromRight);
        machine.Meter.Allocate(64L * parts.Count);
        if (fromRight)
            parts.Reverse();
        return new PyList(parts);
    }

    private static List<object> Words(string text, int most, bool fromRight)
    {
        var parts = new List<object>();
        if (fromRight)
        {
            var end = text.Length;
            while (true)
            {
                while (end > 0 && char.IsWhiteSpace(text[end - 1]))
                    end--;
                if (end == 0)
                    return parts;
                if (parts.Count == most)
                {
                    parts.Add(text[..end]);
                    return parts;
                }

                var start = end;
                while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
                    start--;
                parts.Add(text[start..end]);
                end = start;
            }
        }

        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                return parts;
            if (parts.Count == most)
            {
                parts.Add(text[at..]);
                return parts;
            }

            var stop = at;
            while (stop < text.Length && !char.IsWhiteSpace(text[stop]))
                stop++;
            parts.Add(text[at..stop]);
            at = stop;
        }
    }

    private static List<object> Pieces(string text, string separator, int most, bool fromRight)
    {
        if (separator.Length == 0)
            throw PyError.Value("empty separator");
        var parts = new List<object>();
        var (start, end) = (0, text.Length);
        while (parts.Count < most)
        {
            var found = fromRight ? text.AsSpan(0, end).LastIndexOf(separator) : text.IndexOf(separator, start, StringComparison.Ordinal);
            if (found < 0)
                break;
            parts.Add(fromRight ? text[(found + separator.Length)..end] : text[start..found]);
            (start, end) = fromRight ? (0, found) : (found + separator.Length, end);
        }

        parts.Add(text[start..end]);
        return parts;
    }

    private static object SplitLines(Machine machine, object[] a)
    {
        var text = StringMethods.Self(machine, a);
        var keep = a[1] is not null && machine.IsTrue(a[1]);
        var lines = new List<object>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny(LineEnds);
            end = end < 0 ? text.Length : start + end;
            var next = end < text.Length ? end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1) : end;
            machine.Meter.Allocate(64);
            lines.Add(text[start..(keep ? next : end)]);
            start = next;
        }

        return new PyList(lines);
    }

    private static object Partition(Machine machine, object[] a, bool last)
    {
        var (text, separator) = (StringMethods.Self(machine, a), StringMethods.Text(a[1]));
        if (separator.Length == 0)
            throw PyError.Value("empty separator");
        var at = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0)
            return last ? new PyTuple(["", "", text]) : new PyTuple([text, "", ""]);
        return new PyTuple([text[..at], separator, text[(at + separator.Length)..]]);
    }
}
