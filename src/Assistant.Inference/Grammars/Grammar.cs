using System.Globalization;
using System.Text;

namespace Assistant.Inference.Grammars;

/// <summary>Named rules, written as GBNF with <c>root</c> first. Alternatives that no text can complete are dropped.</summary>
internal sealed class Grammar
{
    private const int MostRules = 5_000;
    /// <summary>llama.cpp writes each repetition out; beyond this a grammar would take seconds and hundreds of megabytes.</summary>
    private const int MostElements = 200_000;
    private readonly OrderedDictionary<string, GrammarNode> rules = new(StringComparer.Ordinal);

    /// <summary>Reserves a name for a rule that is given later.</summary>
    public RuleNode Reserve(string name, string path)
    {
        if (rules.Count >= MostRules) throw new JsonSchemaException(path, $"the schema needs more than {MostRules} rules.");
        var unique = name;
        for (var i = 2; !rules.TryAdd(unique, GrammarNode.Nothing); i++) unique = name + "-" + i.ToString(CultureInfo.InvariantCulture);
        return new RuleNode(unique);
    }

    public void Define(RuleNode rule, GrammarNode node) => rules[rule.Name] = node;

    /// <summary>A rule that is defined the first time that it is asked for.</summary>
    public RuleNode Shared(string name, Func<GrammarNode> define)
    {
        if (!rules.ContainsKey(name))
        {
            rules[name] = GrammarNode.Nothing;
            rules[name] = define();
        }

        return new RuleNode(name);
    }

    /// <summary>The grammar's text; null when nothing matches <paramref name="root"/>.</summary>
    public string? Write(GrammarNode root)
    {
        var productive = Productive();
        root = Prune(root, productive);
        if (root == GrammarNode.Nothing) return null;
        OrderedDictionary<string, GrammarNode> used = new(StringComparer.Ordinal) { ["root"] = root };
        for (var i = 0; i < used.Count; i++)
        {
            foreach (var name in References(used.GetAt(i).Value)) used.TryAdd(name, Prune(rules[name], productive));
        }

        if (used.Values.Sum(Size) > MostElements) throw new JsonSchemaException("#", $"the grammar of the schema has more than {MostElements} elements; use smaller limits of lengths and counts.");
        var text = new StringBuilder();
        foreach (var (name, node) in used)
        {
            text.Append(name).Append(" ::= ");
            Write(text, node, nested: false);
            text.Append('\n');
        }

        return text.ToString();
    }

    private HashSet<string> Productive()
    {
        HashSet<string> productive = new(StringComparer.Ordinal);
        while (rules.Where(rule => !productive.Contains(rule.Key) && Prune(rule.Value, productive) != GrammarNode.Nothing).Select(rule => rule.Key).ToList() is { Count: > 0 } more)
            productive.UnionWith(more);
        return productive;
    }

    private static GrammarNode Prune(GrammarNode node, HashSet<string> productive) => node switch
    {
        RuleNode rule => productive.Contains(rule.Name) ? rule : GrammarNode.Nothing,
        SequenceNode sequence => GrammarNode.Sequence(sequence.Parts.Select(part => Prune(part, productive))),
        ChoiceNode choice => GrammarNode.Choice(choice.Alternatives.Select(alternative => Prune(alternative, productive))),
        RepeatNode repeat => GrammarNode.Repeat(Prune(repeat.Part, productive), repeat.Least, repeat.Most),
        SetNode { Characters.Ranges.Count: 0 } => GrammarNode.Nothing,
        _ => node,
    };

    private static IEnumerable<string> References(GrammarNode node) => node switch
    {
        RuleNode rule => [rule.Name],
        SequenceNode sequence => sequence.Parts.SelectMany(References),
        ChoiceNode choice => choice.Alternatives.SelectMany(References),
        RepeatNode repeat => References(repeat.Part),
        _ => [],
    };

    private static long Size(GrammarNode node) => node switch
    {
        TextNode text => text.Value.Length,
        SequenceNode sequence => sequence.Parts.Sum(Size),
        ChoiceNode choice => choice.Alternatives.Sum(alternative => 1 + Size(alternative)),
        RepeatNode repeat => (1 + Size(repeat.Part)) * Math.Max(1, repeat.Most ?? repeat.Least),
        _ => 1,
    };

    private static void Write(StringBuilder text, GrammarNode node, bool nested)
    {
        switch (node)
        {
            case TextNode literal:
                Quote(text, literal.Value);
                break;
            case SetNode set:
                text.Append(set.Characters);
                break;
            case RuleNode rule:
                text.Append(rule.Name);
                break;
            case RepeatNode repeat:
                var again = repeat.Part is RepeatNode;
                if (again) text.Append('(');
                Write(text, repeat.Part, nested: true);
                if (again) text.Append(')');
                text.Append((repeat.Least, repeat.Most) switch
                {
                    (0, 1) => "?",
                    (0, null) => "*",
                    (1, null) => "+",
                    (var least, null) => string.Create(CultureInfo.InvariantCulture, $"{{{least},}}"),
                    var (least, most) when least == most => string.Create(CultureInfo.InvariantCulture, $"{{{least}}}"),
                    var (least, most) => string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}"),
                });
                break;
            case SequenceNode { Parts.Count: 0 }:
                text.Append("\"\"");
                break;
            default:
                if (nested) text.Append('(');
                var (parts, separator) = node is SequenceNode sequence ? (sequence.Parts, " ") : (((ChoiceNode)node).Alternatives, " | ");
                for (var i = 0; i < parts.Count; i++)
                {
                    if (i > 0) text.Append(separator);
                    // A repetition stands alone or in a sequence; a choice in a sequence wants brackets.
                    Write(text, parts[i], nested: parts[i] is ChoiceNode);
                }

                if (nested) text.Append(')');
                break;
        }
    }

    private static void Quote(StringBuilder text, string literal)
    {
        text.Append('"');
        foreach (var c in literal)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '\x7f' => text.Append("\\x").Append(((int)c).ToString("X2", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
