using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Strings as sequences of code points: positions count an emoji as one, though the host stores two units.</summary>
internal static class TextItems
{
    private static readonly string[] Single = [.. Enumerable.Range(0, 256).Select(code => ((char)code).ToString())];

    public static IEnumerable<string> Characters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
                yield return text.Substring(i++, 2);
            else
                yield return Of(text[i]);
        }
    }

    public static int Length(string text) => text.Length - text.Count(char.IsHighSurrogate);

    /// <summary>The host's offset of a code point's position.</summary>
    public static int Offset(string text, int position)
    {
        if (!HasPairs(text))
            return Math.Min(position, text.Length);
        var offset = 0;
        for (; position > 0 && offset < text.Length; position--)
            offset += char.IsHighSurrogate(text[offset]) ? 2 : 1;
        return offset;
    }

    /// <summary>The code point position of a host offset.</summary>
    public static int Position(string text, int offset) => offset < 0 ? -1 : offset - text.AsSpan(0, offset).ToString().Count(char.IsHighSurrogate);

    public static object GetItem(Machine machine, string text, object index)
    {
        machine.Meter.Step(HasPairs(text) ? text.Length / 32 : 0);
        var length = Length(text);
        if (index is PySlice slice)
        {
            var range = slice.Resolve(machine, length);
            machine.Meter.Allocate(2L * range.Count);
            if (!HasPairs(text) && range.Step == 1)
                return text.Substring(range.Start, range.Count);
            var items = HasPairs(text) ? [.. Characters(text)] : (string[]?)null;
            return string.Concat(range.Indices(machine).Select(i => items is null ? Of(text[i]) : items[i]));
        }

        var value = machine.TryInteger(index) ?? throw PyError.Type($"string indices must be integers, not '{PyTypes.Of(index).Name}'");
        if (value.Sign < 0)
            value += length;
        if (value.Sign < 0 || value >= length)
            throw PyError.Index("string index out of range");
        var at = Offset(text, (int)value);
        return char.IsHighSurrogate(text[at]) ? text.Substring(at, 2) : Of(text[at]);
    }

    public static int Compare(string left, string right)
    {
        if (!HasPairs(left) && !HasPairs(right))
            return string.CompareOrdinal(left, right);
        foreach (var (a, b) in left.EnumerateRunes().Zip(right.EnumerateRunes()))
        {
            if (a != b)
                return a.Value.CompareTo(b.Value);
        }

        return Length(left).CompareTo(Length(right));
    }

    public static object? Binary(Machine machine, BinaryOperator operation, object left, object right)
    {
        switch (operation)
        {
            case BinaryOperator.Add when left is string a && right is string b:
                machine.Meter.Allocate(2L * (a.Length + b.Length));
                return a + b;
            case BinaryOperator.Multiply:
                var (text, times) = left is string first ? (first, right) : ((string)right, left);
                return machine.TryInteger(times) is { } count ? Repeat(machine, text, count) : null;
            case BinaryOperator.Modulo when left is string format:
                return PercentFormat.Apply(machine, format, right);
            default:
                return null;
        }
    }

    private static string Repeat(Machine machine, string text, BigInteger count)
    {
        if (count.Sign <= 0 || text.Length == 0)
            return "";
        machine.Meter.Allocate(count * text.Length * 2);
        return new StringBuilder().Insert(0, text, (int)count).ToString();
    }

    private static string Of(char c) => c < 256 ? Single[c] : c.ToString();

    private static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
}
