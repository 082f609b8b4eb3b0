using System.Globalization;
using System.Text;

namespace Assistant.Inference.Grammars;

/// <summary>A set of Unicode scalar values as sorted ranges that do not touch.</summary>
internal sealed class CharacterSet : IEquatable<CharacterSet>
{
    private const int Last = 0x10FFFF;

    private CharacterSet(IReadOnlyList<(int From, int To)> ranges) => Ranges = ranges;

    /// <summary>Every character.</summary>
    public static CharacterSet All { get; } = Of((0, 0xD7FF), (0xE000, Last));

    /// <summary>What stands in a JSON text as it is: no quote, backslash or control character.</summary>
    public static CharacterSet Plain { get; } = Of((0x20, 0x21), (0x23, 0x5B), (0x5D, 0x7E), (0x80, 0xD7FF), (0xE000, Last));

    public static CharacterSet Digits { get; } = Of(('0', '9'));

    public IReadOnlyList<(int From, int To)> Ranges { get; }

    public static CharacterSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        List<(int From, int To)> merged = [];
        foreach (var range in ranges.Where(range => range.From <= range.To).OrderBy(range => range.From))
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1) merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, range.To));
            else merged.Add(range);
        }

        return new(merged);
    }

    public CharacterSet Union(CharacterSet other) => Of([.. Ranges, .. other.Ranges]);

    public CharacterSet Except(CharacterSet other) => Intersect(other.Complement());

    public CharacterSet Complement()
    {
        List<(int, int)> gaps = [];
        var next = 0;
        foreach (var (from, to) in Ranges)
        {
            gaps.Add((next, from - 1));
            next = to + 1;
        }

        return Of([.. gaps, (next, Last)]).Intersect(All);
    }

    public CharacterSet Intersect(CharacterSet other) =>
        Of(Ranges.SelectMany(mine => other.Ranges.Select(theirs => (Math.Max(mine.From, theirs.From), Math.Min(mine.To, theirs.To)))));

    public bool Contains(int character) => Ranges.Any(range => range.From <= character && character <= range.To);

    public bool Equals(CharacterSet? other) => other is not null && Ranges.SequenceEqual(other.Ranges);

    public override bool Equals(object? obj) => Equals(obj as CharacterSet);

    public override int GetHashCode() => Ranges.Count == 0 ? 0 : HashCode.Combine(Ranges.Count, Ranges[0]);

    /// <summary>In GBNF's brackets.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        foreach (var (from, to) in Ranges)
        {
            text.Append(Escape(from));
            if (to > from) text.Append('-').Append(Escape(to));
        }

        return text.Append(']').ToString();
    }

    private static string Escape(int c) => c switch
    {
        < 128 when char.IsAsciiLetterOrDigit((char)c) => ((char)c).ToString(),
        < 0x100 => "\\x" + c.ToString("X2", CultureInfo.InvariantCulture),
        <= 0xFFFF => "\\u" + c.ToString("X4", CultureInfo.InvariantCulture),
        _ => "\\U" + c.ToString("X8", CultureInfo.InvariantCulture),
    };
}
