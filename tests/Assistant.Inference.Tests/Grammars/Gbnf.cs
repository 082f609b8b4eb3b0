using System.Globalization;
using System.Text;

namespace Assistant.Inference.Tests.Grammars;

/// <summary>A plain reader of GBNF with a recognizer and a sampler, as reference; it refuses what llama.cpp refuses: unknown rules, left recursion, repetitions of 2,000 and more.</summary>
internal sealed class Gbnf
{
    private readonly Dictionary<string, Node> rules = [];
    private readonly Dictionary<string, int> depths = [];
    private string text = "";
    private int at;

    private abstract record Node;

    private sealed record Set(List<(int From, int To)> Ranges, bool Negated) : Node
    {
        public bool Has(int c) => Ranges.Exists(range => range.From <= c && c <= range.To) != Negated;
    }

    private sealed record Rule(string Name) : Node;

    private sealed record Sequence(List<Node> Parts) : Node;

    private sealed record Choice(List<Node> Alternatives) : Node;

    private sealed record Repeat(Node Part, int Least, int Most) : Node;

    public static Gbnf Parse(string grammar)
    {
        var parsed = new Gbnf();
        foreach (var line in grammar.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var split = line.IndexOf(" ::= ", StringComparison.Ordinal);
            var name = line[..split];
            Assert.Matches("^[a-zA-Z0-9-]+$", name);
            (parsed.text, parsed.at) = (line[(split + 5)..], 0);
            Assert.True(parsed.rules.TryAdd(name, parsed.ReadChoice()), $"{name} is defined twice");
            Assert.True(parsed.at == parsed.text.Length, $"left over: {line} at {parsed.at}");
        }

        Assert.Contains("root", parsed.rules.Keys);
        foreach (var name in parsed.rules.Keys) parsed.CheckLeft(name, parsed.rules[name], [name]);
        parsed.MeasureDepths();
        return parsed;
    }

    public bool Accepts(string candidate)
    {
        int[] characters = [.. candidate.EnumerateRunes().Select(rune => rune.Value)];
        Dictionary<(string, int), SortedSet<int>> memory = [];
        return Ends(new Rule("root"), 0).Contains(characters.Length);

        SortedSet<int> Ends(Node node, int from)
        {
            switch (node)
            {
                case Set set:
                    return from < characters.Length && set.Has(characters[from]) ? [from + 1] : [];
                case Rule rule:
                    if (!memory.TryGetValue((rule.Name, from), out var known)) memory[(rule.Name, from)] = known = Ends(rules[rule.Name], from);
                    return known;
                case Choice choice:
                    return [.. choice.Alternatives.SelectMany(alternative => Ends(alternative, from))];
                case Sequence sequence:
                    return sequence.Parts.Aggregate(new SortedSet<int> { from }, (starts, part) => [.. starts.SelectMany(start => Ends(part, start))]);
                default:
                    var repeat = (Repeat)node;
                    SortedSet<int> ends = repeat.Least == 0 ? [from] : [], last = [from];
                    for (var i = 1; i <= repeat.Most && last.Count > 0; i++)
                    {
                        last = [.. last.SelectMany(start => Ends(repeat.Part, start)).Where(end => i < repeat.Least || !ends.Contains(end))];
                        if (i >= repeat.Least) ends.UnionWith(last);
                    }

                    return ends;
            }
        }
    }

    public string Sample(Random random, int budget = 14)
    {
        var sampled = new StringBuilder();
        Write(new Rule("root"), budget);
        return sampled.ToString();

        void Write(Node node, int left)
        {
            switch (node)
            {
                case Set set:
                    sampled.Append(char.ConvertFromUtf32(Pick(set)));
                    break;
                case Rule rule:
                    Write(rules[rule.Name], left - 1);
                    break;
                case Choice choice:
                    var affordable = choice.Alternatives.FindAll(alternative => Depth(alternative) <= left);
                    var options = affordable.Count > 0 ? affordable : [choice.Alternatives.MinBy(Depth)!];
                    Write(options[random.Next(options.Count)], left);
                    break;
                case Sequence sequence:
                    foreach (var part in sequence.Parts) Write(part, left);
                    break;
                default:
                    var repeat = (Repeat)node;
                    var most = Depth(repeat.Part) > left ? repeat.Least : Math.Min(repeat.Most, repeat.Least + random.Next(5));
                    if (repeat.Most < 2_000 && Depth(repeat.Part) <= left && random.Next(8) == 0) most = repeat.Most;
                    for (var i = repeat.Least == 0 ? 0 : 1 - repeat.Least; i < most - repeat.Least + (repeat.Least == 0 ? 0 : 1); i++) Write(repeat.Part, left);
                    break;
            }
        }

        int Pick(Set set)
        {
            if (set.Negated)
            {
                int c;
                do c = random.Next(2) == 0 ? random.Next(0x20, 0x7F) : random.Next(0xA0, 0xD800);
                while (!set.Has(c));
                return c;
            }

            var (from, to) = set.Ranges[random.Next(set.Ranges.Count)];
            return random.Next(from, to + 1);
        }
    }

    private void MeasureDepths()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (name, node) in rules)
            {
                var depth = Depth(node);
                if (depth >= Never || depths.GetValueOrDefault(name, Never) <= depth) continue;
                depths[name] = depth;
                changed = true;
            }
        }

        Assert.All(rules.Keys, name => Assert.True(depths.ContainsKey(name), $"the rule {name} never ends"));
    }

    private const int Never = 1_000_000;

    private int Depth(Node node) => node switch
    {
        Rule rule => depths.GetValueOrDefault(rule.Name, Never) + 1,
        Choice choice => choice.Alternatives.Min(Depth),
        Sequence sequence => sequence.Parts.Count == 0 ? 0 : sequence.Parts.Max(Depth),
        Repeat repeat => repeat.Least == 0 ? 0 : Depth(repeat.Part),
        _ => 0,
    };

    // Follows what can come first; gives whether the node may be empty.
    private bool CheckLeft(string root, Node node, HashSet<string> open)
    {
        switch (node)
        {
            case Rule rule:
                Assert.True(rules.ContainsKey(rule.Name), $"the rule {rule.Name} is unknown");
                Assert.True(rule.Name != root, $"the rule {root} is left-recursive");
                if (!open.Add(rule.Name)) return Nullable(rule, []);
                return CheckLeft(root, rules[rule.Name], open);
            case Choice choice:
                return choice.Alternatives.Select(alternative => CheckLeft(root, alternative, open)).ToList().Contains(true);
            case Sequence sequence:
                return sequence.Parts.TrueForAll(part => CheckLeft(root, part, open));
            case Repeat repeat:
                Assert.True(repeat.Most is < 2_000 or int.MaxValue, "a repetition is too long");
                var empty = CheckLeft(root, repeat.Part, open);
                Assert.False(empty && repeat.Most > 1, "a part that may be empty is repeated");
                return empty || repeat.Least == 0;
            default:
                return false;
        }
    }

    private bool Nullable(Node node, HashSet<string> open) => node switch
    {
        Rule rule => open.Add(rule.Name) && Nullable(rules[rule.Name], open),
        Choice choice => choice.Alternatives.Exists(alternative => Nullable(alternative, open)),
        Sequence sequence => sequence.Parts.TrueForAll(part => Nullable(part, open)),
        Repeat repeat => repeat.Least == 0 || Nullable(repeat.Part, open),
        _ => false,
    };

    private Node ReadChoice()
    {
        List<Node> alternatives = [ReadSequence()];
        while (at < text.Length && text[at] == '|')
        {
            at++;
            alternatives.Add(ReadSequence());
        }

        return alternatives.Count == 1 ? alternatives[0] : new Choice(alternatives);
    }

    private Sequence ReadSequence()
    {
        List<Node> parts = [];
        for (SkipBlanks(); at < text.Length && text[at] is not ('|' or ')'); SkipBlanks()) parts.Add(ReadRepeat(ReadAtom()));
        return new Sequence(parts);
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] == ' ') at++;
    }

    private Node ReadAtom()
    {
        if (text[at] == '"')
        {
            List<Node> characters = [];
            for (at++; text[at] != '"';)
            {
                var c = ReadCharacter();
                characters.Add(new Set([(c, c)], false));
            }

            at++;
            return new Sequence(characters);
        }

        if (text[at] == '[')
        {
            at++;
            var negated = text[at] == '^';
            if (negated) at++;
            List<(int, int)> ranges = [];
            while (text[at] != ']')
            {
                var from = ReadCharacter();
                var to = from;
                if (text[at] == '-')
                {
                    at++;
                    to = ReadCharacter();
                }

                ranges.Add((from, to));
            }

            at++;
            return new Set(ranges, negated);
        }

        if (text[at] == '(')
        {
            at++;
            var inner = ReadChoice();
            Assert.Equal(')', text[at++]);
            return inner;
        }

        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-')) at++;
        Assert.True(at > start, $"unexpected: {text[start..]}");
        return new Rule(text[start..at]);
    }

    private Node ReadRepeat(Node node)
    {
        while (at < text.Length && text[at] is '*' or '+' or '?' or '{')
        {
            Assert.False(node is Sequence { Parts.Count: 0 }, "nothing is repeated");
            var (least, most) = (0, int.MaxValue);
            switch (text[at++])
            {
                case '+': least = 1; break;
                case '?': most = 1; break;
                case '{':
                    var close = text.IndexOf('}', at);
                    var counts = text[at..close].Split(',');
                    least = int.Parse(counts[0], CultureInfo.InvariantCulture);
                    most = counts.Length == 1 ? least : counts[1].Length == 0 ? int.MaxValue : int.Parse(counts[1], CultureInfo.InvariantCulture);
                    at = close + 1;
                    break;
            }

            node = new Repeat(node, least, most);
        }

        return node;
    }

    private int ReadCharacter()
    {
        if (text[at] != '\\')
        {
            var rune = Rune.GetRuneAt(text, at);
            at += rune.Utf16SequenceLength;
            return rune.Value;
        }

        var c = text[at + 1];
        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        at += 2 + digits;
        return c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' or '\\' or '[' or ']' => c,
            _ when digits > 0 => int.Parse(text.AsSpan(at - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            _ => throw new FormatException($"\\{c} is no escape of GBNF"),
        };
    }
}
