namespace Assistant.Inference.Grammars;

/// <summary>A piece of a grammar.</summary>
internal abstract record GrammarNode
{
    /// <summary>Matches no text at all, not even the empty one.</summary>
    public static readonly GrammarNode Nothing = new ChoiceNode([]);

    public static readonly GrammarNode Empty = new SequenceNode([]);

    public static GrammarNode Text(string text) => text.Length == 0 ? Empty : new TextNode(text);

    /// <summary>One after the other.</summary>
    public static GrammarNode Sequence(params IEnumerable<GrammarNode> parts)
    {
        List<GrammarNode> flat = [];
        foreach (var part in parts)
        {
            if (part is SequenceNode inner) flat.AddRange(inner.Parts);
            else if (part is TextNode text && flat is [.., TextNode last]) flat[^1] = new TextNode(last.Value + text.Value);
            else flat.Add(part);
        }

        return flat.Contains(Nothing) ? Nothing : flat.Count == 0 ? Empty : flat is [var only] ? only : new SequenceNode(flat);
    }

    /// <summary>One of them.</summary>
    public static GrammarNode Choice(params IEnumerable<GrammarNode> alternatives)
    {
        List<GrammarNode> flat = [];
        foreach (var alternative in alternatives)
        {
            foreach (var option in alternative is ChoiceNode inner ? inner.Alternatives : [alternative])
            {
                if (!flat.Contains(option)) flat.Add(option);
            }
        }

        return flat.Count == 0 ? Nothing : flat is [var only] ? only : new ChoiceNode(flat);
    }

    /// <summary>As often as <paramref name="least"/> to <paramref name="most"/> times; without end when null.</summary>
    public static GrammarNode Repeat(GrammarNode node, int least, int? most)
    {
        if (most == 0 || node == Empty || (node == Nothing && least == 0)) return Empty;
        return node == Nothing ? Nothing : (least, most) == (1, 1) ? node : new RepeatNode(node, least, most);
    }

    public static GrammarNode Optional(GrammarNode node) => Repeat(node, 0, 1);
}

/// <summary>Exactly this text, not empty.</summary>
internal sealed record TextNode(string Value) : GrammarNode;

/// <summary>One character of these.</summary>
internal sealed record SetNode(CharacterSet Characters) : GrammarNode;

/// <summary>One part after the other.</summary>
internal sealed record SequenceNode(IReadOnlyList<GrammarNode> Parts) : GrammarNode;

/// <summary>One of the alternatives.</summary>
internal sealed record ChoiceNode(IReadOnlyList<GrammarNode> Alternatives) : GrammarNode;

/// <summary>A part several times.</summary>
internal sealed record RepeatNode(GrammarNode Part, int Least, int? Most) : GrammarNode;

/// <summary>Another rule.</summary>
internal sealed record RuleNode(string Name) : GrammarNode;
