using System.Globalization;
using System.Numerics;

namespace Assistant.Inference.Grammars;

/// <summary>Grammars of numbers, with or without limits. Numbers without limits have at most 15 digits before and after the point, so that every reader holds them exactly.</summary>
internal static class NumberRules
{
    private const int Digits = 15;
    private static readonly BigInteger Largest = BigInteger.Pow(10, Digits) - 1;
    private static readonly GrammarNode Digit = new SetNode(CharacterSet.Digits);
    private static readonly GrammarNode Fraction = GrammarNode.Sequence(GrammarNode.Text("."), GrammarNode.Repeat(Digit, 1, Digits));
    private static readonly GrammarNode NonZeroFraction = GrammarNode.Sequence(GrammarNode.Text("."), GrammarNode.Repeat(Digit, 0, Digits - 1), new SetNode(CharacterSet.Of(('1', '9'))));

    private static readonly GrammarNode Exponent =
        GrammarNode.Sequence(new SetNode(CharacterSet.Of(('e', 'e'), ('E', 'E'))), GrammarNode.Optional(new SetNode(CharacterSet.Of(('+', '+'), ('-', '-')))), GrammarNode.Repeat(Digit, 1, 2));

    /// <summary>Whole numbers from <paramref name="least"/> to <paramref name="most"/>, each without a limit when null.</summary>
    public static GrammarNode Integer(BigInteger? least, BigInteger? most)
    {
        var from = least ?? BigInteger.Min(-Largest, most ?? 0);
        var to = most ?? BigInteger.Max(Largest, from);
        if (from > to) return GrammarNode.Nothing;
        List<GrammarNode> parts = [];
        if (from < 0) parts.Add(GrammarNode.Sequence(GrammarNode.Text("-"), Range(to < 0 ? -to : 1, -from)));
        if (to >= 0) parts.Add(Range(BigInteger.Max(from, 0), to));
        return GrammarNode.Choice(parts);
    }

    /// <summary>Numbers between two limits, which are whole.</summary>
    public static GrammarNode Number(NumberLimit? least, NumberLimit? most)
    {
        if (least is null && most is null)
            return GrammarNode.Sequence(GrammarNode.Optional(GrammarNode.Text("-")), Range(0, Largest), GrammarNode.Optional(Fraction), GrammarNode.Optional(Exponent));
        List<GrammarNode> parts = [];
        if (least is not { Value.Sign: >= 0 })
        {
            var near = most is { Value.Sign: < 0 } ? new NumberLimit(-most.Value, most.IsOpen) : most is { Value.IsZero: true, IsOpen: true } ? most : new NumberLimit(0, false);
            parts.Add(GrammarNode.Sequence(GrammarNode.Text("-"), Magnitude(near, least is null ? null : new NumberLimit(-least.Value, least.IsOpen))));
        }

        if (most is not { Value.Sign: < 0 }) parts.Add(Magnitude(least is { Value.Sign: >= 0 } ? least : new NumberLimit(0, false), most));
        return GrammarNode.Choice(parts);
    }

    // Numbers from 0 up, without a sign.
    private static GrammarNode Magnitude(NumberLimit least, NumberLimit? most)
    {
        var (from, to) = (least.Value, most?.Value ?? BigInteger.Max(Largest, least.Value + 1));
        if (from > to || (from == to && (least.IsOpen || most!.IsOpen))) return GrammarNode.Nothing;
        if (from == to) return Range(from, to);
        List<GrammarNode> parts = [];
        if (least.IsOpen)
        {
            parts.Add(GrammarNode.Sequence(Range(from, from), NonZeroFraction));
            from++;
        }

        if (from < to) parts.Add(GrammarNode.Sequence(Range(from, to - 1), GrammarNode.Optional(Fraction)));
        if (most is not { IsOpen: true }) parts.Add(Range(to, to));
        return GrammarNode.Choice(parts);
    }

    private static GrammarNode Range(BigInteger from, BigInteger to)
    {
        if (from > to) return GrammarNode.Nothing;
        List<GrammarNode> parts = [];
        for (var (length, low) = (Text(from).Length, from); low <= to; length++)
        {
            var high = BigInteger.Min(to, BigInteger.Pow(10, length) - 1);
            parts.Add(SameLength(Text(low), Text(high)));
            low = high + 1;
        }

        return GrammarNode.Choice(parts);
    }

    private static GrammarNode SameLength(string from, string to)
    {
        if (from == to) return GrammarNode.Text(from);
        if (from.Length == 1) return Set(from[0], to[0]);
        if (from[0] == to[0]) return GrammarNode.Sequence(GrammarNode.Text(from[..1]), SameLength(from[1..], to[1..]));
        List<GrammarNode> parts = [];
        var (first, last, rest) = (from[0], to[0], from.Length - 1);
        if (from.AsSpan(1).ContainsAnyExcept('0'))
        {
            parts.Add(GrammarNode.Sequence(GrammarNode.Text(from[..1]), SameLength(from[1..], new string('9', rest))));
            first++;
        }

        GrammarNode? tail = null;
        if (to.AsSpan(1).ContainsAnyExcept('9'))
        {
            tail = GrammarNode.Sequence(GrammarNode.Text(to[..1]), SameLength(new string('0', rest), to[1..]));
            last--;
        }

        if (first <= last) parts.Add(GrammarNode.Sequence(Set(first, last), GrammarNode.Repeat(Digit, rest, rest)));
        if (tail is not null) parts.Add(tail);
        return GrammarNode.Choice(parts);
    }

    private static GrammarNode Set(char from, char to) => from == to ? GrammarNode.Text(from.ToString()) : new SetNode(CharacterSet.Of((from, to)));

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A limit of numbers; an open one is not reached.</summary>
internal sealed record NumberLimit(BigInteger Value, bool IsOpen);
