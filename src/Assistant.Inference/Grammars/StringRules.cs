using System.Globalization;
using System.Text;

namespace Assistant.Inference.Grammars;

/// <summary>Grammars of JSON texts.</summary>
internal static class StringRules
{
    private const string Month31 = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])";
    private const string Date = "[1-9][0-9]{3}-(" + Month31 + "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";
    private const string Time = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])";
    private const string Byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])";
    private const string Label = "[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?";

    // Each admits texts of its format only, not always all of them: February has 28 days, years have four digits from 1000, zones lie less than 14 hours from UTC.
    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}T{Time}",
        ["duration"] = "P([0-9]{1,4}D(T[0-9]{1,3}H)?|T[0-9]{1,4}[HMS]|[0-9]{1,3}[YMW])",
        ["uuid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["ipv4"] = $"{Byte}\\.{Byte}\\.{Byte}\\.{Byte}",
        ["ipv6"] = "([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}",
        ["hostname"] = $"{Label}(\\.{Label}){{0,4}}",
        ["email"] = $"[a-z0-9]([a-z0-9._+-]{{0,30}}[a-z0-9])?@{Label}(\\.{Label}){{1,4}}".Replace("._+-", "_+-", StringComparison.Ordinal),
    };

    /// <summary>A character of a JSON text, escaped or not; halves of surrogate pairs are left out.</summary>
    public static GrammarNode Character(Grammar grammar) => grammar.Shared("char", () =>
    {
        var hex = new SetNode(CharacterSet.Of(('0', '9'), ('a', 'f'), ('A', 'F')));
        var scalar = GrammarNode.Choice(
            GrammarNode.Sequence(new SetNode(CharacterSet.Of(('0', '9'), ('a', 'c'), ('A', 'C'), ('e', 'f'), ('E', 'F'))), hex),
            GrammarNode.Sequence(new SetNode(CharacterSet.Of(('d', 'd'), ('D', 'D'))), new SetNode(CharacterSet.Of(('0', '7')))));
        return GrammarNode.Choice(
            new SetNode(CharacterSet.Plain),
            GrammarNode.Sequence(GrammarNode.Text("\\"), GrammarNode.Choice(
                new SetNode(CharacterSet.Of("\"\\/bfnrt".Select(c => ((int)c, (int)c)))),
                GrammarNode.Sequence(GrammarNode.Text("u"), scalar, hex, hex))));
    });

    /// <summary>A text of a number of characters.</summary>
    public static GrammarNode OfLength(Grammar grammar, int least, int? most) => Quoted(GrammarNode.Repeat(Character(grammar), least, most));

    /// <summary>A text that follows a format or pattern.</summary>
    public static GrammarNode OfPattern(PatternNode pattern) => Quoted(pattern.Node);

    /// <summary>The pattern of a format; null for an unknown one.</summary>
    public static string? PatternOf(string format) => Formats.TryGetValue(format, out var pattern) ? $"^{pattern}$" : null;

    public static IEnumerable<string> KnownFormats => Formats.Keys;

    /// <summary>A text as JSON writes it.</summary>
    public static string Json(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text) json.Append(Escaped(c) ?? c.ToString());
        return json.Append('"').ToString();
    }

    /// <summary>How JSON writes a character that cannot stand as it is; null for the others.</summary>
    public static string? Escaped(int c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or 0x7F => "\\u" + c.ToString("x4", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A text that is none of these; it has no escapes, so that no other spelling of them slips through.</summary>
    public static GrammarNode NoneOf(IEnumerable<string> texts)
    {
        var plain = texts.Where(text => text.EnumerateRunes().All(rune => CharacterSet.Plain.Contains(rune.Value))).Distinct(StringComparer.Ordinal);
        return Quoted(Other([.. plain.Select(text => text.EnumerateRunes().Select(rune => rune.Value).ToArray())], 0));
    }

    private static GrammarNode Other(List<int[]> texts, int at)
    {
        var any = GrammarNode.Repeat(new SetNode(CharacterSet.Plain), 0, null);
        if (texts.Count == 0) return any;
        var next = texts.Where(text => text.Length > at).GroupBy(text => text[at]).ToList();
        var others = CharacterSet.Plain.Except(CharacterSet.Of(next.Select(group => (group.Key, group.Key))));
        var longer = GrammarNode.Choice(
            [GrammarNode.Sequence(new SetNode(others), any), .. next.Select(group => GrammarNode.Sequence(GrammarNode.Text(char.ConvertFromUtf32(group.Key)), Other([.. group], at + 1)))]);
        return texts.Exists(text => text.Length == at) ? longer : GrammarNode.Optional(longer);
    }

    private static GrammarNode Quoted(GrammarNode inner) => GrammarNode.Sequence(GrammarNode.Text("\""), inner, GrammarNode.Text("\""));
}
