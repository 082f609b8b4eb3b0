using System.Globalization;

namespace Assistant.Inference.Grammars;

/// <summary>Values without a schema. Their depth has an end, so that a weak model cannot open brackets for ever.</summary>
internal static class AnyValue
{
    public const int Depth = 8;

    public static RuleNode Value(Grammar grammar, int depth) => grammar.Shared(Name("value", depth), () => GrammarNode.Choice(
        [.. depth > 0 ? [Object(grammar, depth - 1), Array(grammar, depth - 1)] : System.Array.Empty<GrammarNode>(), Text(grammar), Number(grammar), GrammarNode.Text("true"), GrammarNode.Text("false"), GrammarNode.Text("null")]));

    public static RuleNode Object(Grammar grammar, int depth) => grammar.Shared(Name("object", depth), () =>
        Members(grammar, GrammarNode.Sequence(Text(grammar), Colon(grammar), Value(grammar, depth))));

    public static RuleNode Array(Grammar grammar, int depth) => grammar.Shared(Name("array", depth), () =>
        GrammarNode.Sequence(GrammarNode.Text("["), GrammarNode.Optional(Several(grammar, Value(grammar, depth), 1, null)), GrammarNode.Text("]")));

    public static RuleNode Text(Grammar grammar) => grammar.Shared("string", () => StringRules.OfLength(grammar, 0, null));

    public static RuleNode Number(Grammar grammar) => grammar.Shared("number", () => NumberRules.Number(null, null));

    public static RuleNode Comma(Grammar grammar) => grammar.Shared("comma", () => GrammarNode.Sequence(GrammarNode.Text(","), GrammarNode.Optional(GrammarNode.Text(" "))));

    public static RuleNode Colon(Grammar grammar) => grammar.Shared("colon", () => GrammarNode.Sequence(GrammarNode.Text(":"), GrammarNode.Optional(GrammarNode.Text(" "))));

    /// <summary>Items with commas between them, at least one.</summary>
    public static GrammarNode Several(Grammar grammar, GrammarNode item, int least, int? most) =>
        GrammarNode.Sequence(item, GrammarNode.Repeat(GrammarNode.Sequence(Comma(grammar), item), least - 1, most - 1));

    public static GrammarNode Members(Grammar grammar, GrammarNode member) =>
        GrammarNode.Sequence(GrammarNode.Text("{"), GrammarNode.Optional(Several(grammar, member, 1, null)), GrammarNode.Text("}"));

    private static string Name(string kind, int depth) => kind + depth.ToString(CultureInfo.InvariantCulture);
}
