using System.Globalization;
using System.Text;

namespace Assistant.Inference.Grammars;

/// <summary>A pattern's grammar inside a JSON text, with the fewest and most characters that match it; no most when null.</summary>
internal sealed record PatternNode(GrammarNode Node, long Least, long? Most);

/// <summary>Reads the regular part of ECMAScript's regular expressions: characters, classes, groups, alternatives, quantifiers, <c>^</c> at the start and <c>$</c> at the end.</summary>
internal sealed class PatternReader
{
    private const int MostRepeats = 1_000;
    private const int Deepest = 50;
    private static readonly CharacterSet Word = CharacterSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    private static readonly CharacterSet AsciiSpace = CharacterSet.Of((9, 13), (' ', ' '));
    private static readonly CharacterSet Space = CharacterSet.Of((9, 13), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));
    private static readonly CharacterSet LineEnds = CharacterSet.Of((10, 10), (13, 13), (0x2028, 0x2029));
    private static readonly CharacterSet Bmp = CharacterSet.Of((0, 0xFFFF));
    private static readonly PatternNode Empty = new(GrammarNode.Empty, 0, 0);
    private readonly string pattern;
    private readonly string path;
    private int at;
    private int depth;

    private PatternReader(string pattern, string path)
    {
        this.pattern = pattern;
        this.path = path;
    }

    /// <summary>Reads a pattern; without anchors it may stand anywhere in the text.</summary>
    /// <exception cref="JsonSchemaException">It is malformed, or not regular.</exception>
    public static PatternNode Read(string pattern, string path)
    {
        var reader = new PatternReader(pattern, path);
        var alternatives = reader.Alternatives(top: true);
        return reader.at == pattern.Length ? alternatives : throw reader.Wrong("a bracket is closed that was not opened");
    }

    private PatternNode Alternatives(bool top)
    {
        if (++depth > Deepest) throw Wrong($"groups are nested more than {Deepest} deep");
        List<PatternNode> options = [Branch(top)];
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            options.Add(Branch(top));
        }

        depth--;
        return new(GrammarNode.Choice(options.Select(option => option.Node)), options.Min(option => option.Least), options.Exists(option => option.Most is null) ? null : options.Max(option => option.Most));
    }

    private PatternNode Branch(bool top)
    {
        var any = new PatternNode(GrammarNode.Repeat(Encode(CharacterSet.All), 0, null), 0, null);
        var starts = !top || Take('^');
        var ends = !top;
        List<PatternNode> parts = starts ? [] : [any];
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            if (top && pattern[at] == '$' && (at + 1 == pattern.Length || pattern[at + 1] == '|'))
            {
                at++;
                ends = true;
                break;
            }

            parts.Add(Quantified(Atom()));
        }

        if (!ends) parts.Add(any);
        return new(GrammarNode.Sequence(parts.Select(part => part.Node)), parts.Sum(part => part.Least), parts.Exists(part => part.Most is null) ? null : parts.Sum(part => part.Most));
    }

    private PatternNode Atom()
    {
        var c = pattern[at];
        switch (c)
        {
            case '(':
                at++;
                if (at < pattern.Length && pattern[at] == '?')
                {
                    if (!pattern.AsSpan(at).StartsWith("?:")) throw Wrong("look-arounds and named groups are not regular");
                    at += 2;
                }

                var group = Alternatives(top: false);
                return Take(')') ? group : throw Wrong("a group has no end");
            case '[':
                at++;
                return One(Class());
            case '.':
                at++;
                return One(CharacterSet.All.Except(LineEnds));
            case '\\':
                return One(Escape(inClass: false));
            case '^' or '$':
                throw Wrong($"{c} stands at the start or end of a whole alternative only");
            case '*' or '+' or '?':
                throw Wrong($"{c} has nothing to repeat");
            case '{' or '}' or ']':
                throw Wrong($"{c} stands alone; write \\{c}");
            default:
                return One(Single(Scalar()));
        }
    }

    private PatternNode Quantified(PatternNode atom)
    {
        if (at >= pattern.Length || pattern[at] is not ('*' or '+' or '?' or '{')) return atom;
        var (least, most) = pattern[at++] switch { '*' => (0, (int?)null), '+' => (1, null), '?' => (0, 1), _ => Counts() };
        Take('?'); // lazy: the same texts
        if (at < pattern.Length && pattern[at] is '*' or '+' or '{') throw Wrong("a quantifier follows another");
        if (least > MostRepeats || most > MostRepeats) throw Wrong($"more than {MostRepeats} repetitions are not supported");
        if (atom.Most == 0 || most == 0) return Empty;
        // What may be empty would let the grammar repeat nothing for ever.
        if (atom.Least == 0 && most is not 1) throw Wrong("a part that may be empty is repeated");
        return new(GrammarNode.Repeat(atom.Node, least, most), atom.Least * least, most is null || atom.Most is null ? null : atom.Most * most);
    }

    private (int Least, int? Most) Counts()
    {
        var least = Number() ?? throw Wrong("{ wants a number; write \\{ for the character");
        int? most = least;
        if (Take(',')) most = Number();
        if (!Take('}')) throw Wrong("{ has no end");
        return most < least ? throw Wrong("the counts in {} are in the wrong order") : (least, most);
    }

    private int? Number()
    {
        var start = at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at])) at++;
        if (start == at) return null;
        return int.TryParse(pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("a number is too large");
    }

    private CharacterSet Class()
    {
        var negated = Take('^');
        var set = CharacterSet.Of();
        while (!Take(']'))
        {
            if (at >= pattern.Length) throw Wrong("a class has no end");
            var first = pattern[at] == '\\' ? Escape(inClass: true) : Single(Scalar());
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                var last = pattern[at] == '\\' ? Escape(inClass: true) : Single(Scalar());
                if (first.Ranges is not [var (from, fromEnd)] || last.Ranges is not [var (to, toEnd)] || from != fromEnd || to != toEnd || from > to) throw Wrong("a range of a class is not from one character to a later one");
                first = CharacterSet.Of((from, to));
            }

            set = set.Union(first);
        }

        return negated ? set.Complement() : set;
    }

    private CharacterSet Escape(bool inClass)
    {
        at++;
        if (at >= pattern.Length) throw Wrong("it ends with a backslash");
        var c = pattern[at++];
        return c switch
        {
            'd' => CharacterSet.Digits,
            'D' => CharacterSet.Digits.Complement(),
            'w' => Word,
            'W' => Word.Complement(),
            // Engines differ in whether blanks beyond ASCII count: none of them is written for either.
            's' => AsciiSpace,
            'S' => Space.Complement(),
            'n' => Single('\n'),
            'r' => Single('\r'),
            't' => Single('\t'),
            'f' => Single('\f'),
            'v' => Single('\v'),
            '0' => Single(0),
            'b' when inClass => Single('\b'),
            'x' => Single(Hexadecimal(2)),
            'u' => Single(Hexadecimal(4)),
            _ when char.IsAsciiLetterOrDigit(c) => throw Wrong($"\\{c} is not supported"),
            _ => Single(c),
        };
    }

    private int Hexadecimal(int digits)
    {
        if (at + digits > pattern.Length || !int.TryParse(pattern.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is >= 0xD800 and <= 0xDFFF)
            throw Wrong("an escape wants hexadecimal digits of a character");
        at += digits;
        return code;
    }

    private int Scalar()
    {
        if (!Rune.TryGetRuneAt(pattern, at, out var rune)) throw Wrong("it holds a half of a character");
        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private bool Take(char c)
    {
        if (at >= pattern.Length || pattern[at] != c) return false;
        at++;
        return true;
    }

    private static CharacterSet Single(int c) => CharacterSet.Of((c, c));

    private static PatternNode One(CharacterSet set) => new(Encode(set), 1, 1);

    // Characters as JSON writes them.
    private static GrammarNode Encode(CharacterSet set)
    {
        // Engines differ in whether a character beyond the BMP counts as one or two: it is written only where nothing else is asked for.
        if (set.Intersect(Bmp) is { Ranges.Count: > 0 } narrow) set = narrow;
        var plain = set.Intersect(CharacterSet.Plain);
        var escaped = CharacterSet.Plain.Complement().Intersect(set).Ranges.SelectMany(range => Enumerable.Range(range.From, range.To - range.From + 1)).Select(c => GrammarNode.Text(StringRules.Escaped(c)!));
        return GrammarNode.Choice([.. plain.Ranges.Count > 0 ? [OneOf(plain)] : Array.Empty<GrammarNode>(), .. escaped]);
    }

    private static GrammarNode OneOf(CharacterSet set) => set.Ranges is [var (from, to)] && from == to ? GrammarNode.Text(char.ConvertFromUtf32(from)) : new SetNode(set);

    private JsonSchemaException Wrong(string what) => new(path, $"the pattern cannot become a grammar: {what} (at character {at}).");
}
