using System.Globalization;
using System.Text;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of str that make new text or test what it is made of; those that search are in <see cref="StringSearchMethods"/>.</summary>
internal static class StringMethods
{
    private const string Spaces = " \t\n\r\v\f\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    public static readonly NativeFunction[] All =
    [
        Map("upper", text => text.ToUpperInvariant()),
        Map("lower", text => text.ToLowerInvariant()),
        Map("casefold", text => text.ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal)),
        Map("swapcase", text => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        Map("capitalize", text => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant()),
        Map("title", Title),
        Test("isdigit", rune => Rune.IsDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber && CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0),
        Test("isdecimal", Rune.IsDigit),
        Test("isnumeric", Rune.IsNumber),
        Test("isalpha", Rune.IsLetter),
        Test("isalnum", rune => Rune.IsLetter(rune) || Rune.IsNumber(rune)),
        Test("isspace", rune => Spaces.Contains(rune.ToString(), StringComparison.Ordinal)),
        new("isascii", "self", (machine, a) => Self(machine, a).All(char.IsAscii)),
        new("isprintable", "self", (machine, a) => Self(machine, a).EnumerateRunes().All(TextRepr.IsPrintable)),
        new("isupper", "self", (machine, a) => Self(machine, a).Any(char.IsUpper) && !Self(machine, a).Any(char.IsLower)),
        new("islower", "self", (machine, a) => Self(machine, a).Any(char.IsLower) && !Self(machine, a).Any(char.IsUpper)),
        new("istitle", "self", (machine, a) => Self(machine, a).Any(char.IsLetter) && Title(Self(machine, a)) == Self(machine, a)),
        new("isidentifier", "self", (machine, a) => Self(machine, a) is { Length: > 0 } text && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_')),
        new("strip", "self, chars?, /", (machine, a) => Self(machine, a).Trim(Characters(a[1]))),
        new("lstrip", "self, chars?, /", (machine, a) => Self(machine, a).TrimStart(Characters(a[1]))),
        new("rstrip", "self, chars?, /", (machine, a) => Self(machine, a).TrimEnd(Characters(a[1]))),
        new("join", "self, iterable, /", Join),
        new("replace", "self, old, new, count?, /", Replace),
        new("removeprefix", "self, prefix, /", (machine, a) => Self(machine, a) is var text && text.StartsWith(Text(a[1]), StringComparison.Ordinal) ? text[Text(a[1]).Length..] : text),
        new("removesuffix", "self, suffix, /", (machine, a) => Self(machine, a) is var text && text.EndsWith(Text(a[1]), StringComparison.Ordinal) ? text[..^Text(a[1]).Length] : text),
        new("center", "self, width, fillchar?, /", (machine, a) => Justify(machine, a, (missing, width) => (missing / 2) + (missing & width & 1))),
        new("ljust", "self, width, fillchar?, /", (machine, a) => Justify(machine, a, (_, _) => 0)),
        new("rjust", "self, width, fillchar?, /", (machine, a) => Justify(machine, a, (missing, _) => missing)),
        new("zfill", "self, width, /", ZeroFill),
        new("expandtabs", "self, tabsize?", ExpandTabs),
        new("format", "self, /, *values, **named", (machine, a) => new BraceFormat(machine, (PyTuple)a[1], (PyDictionary)a[2]).Apply(Text(a[0]))),
        new("format_map", "self, mapping, /", (machine, a) => new BraceFormat(machine, new PyTuple([]), a[1] as PyDictionary ?? throw PyError.Type("format_map() takes a dict here")).Apply(Text(a[0]))),
        new("translate", "self, table, /", Translate),
    ];

    /// <summary>The string a method was called on; long ones cost steps and memory.</summary>
    public static string Self(Machine machine, object[] a) => machine.Grown(Text(a[0]));

    public static string Text(object value, string expected = "must be str, not") =>
        value as string ?? throw PyError.Type($"{expected} {PyTypes.Of(value).Name}");

    private static NativeFunction Map(string name, Func<string, string> map) => new(name, "self", (machine, a) => map(Self(machine, a)));

    private static NativeFunction Test(string name, Func<Rune, bool> test) => new(name, "self", (machine, a) => Self(machine, a) is { Length: > 0 } text && text.EnumerateRunes().All(test));

    private static char[] Characters(object? value) => value is null or PyNone ? Spaces.ToCharArray() : Text(value, "strip arg must be None or str, not").ToCharArray();

    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var c in text)
        {
            result.Append(inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inWord = char.IsLetter(c);
        }

        return result.ToString();
    }

    private static object Join(Machine machine, object[] a)
    {
        var separator = Text(a[0]);
        var parts = new List<string>();
        foreach (var item in machine.Iterate(a[1]))
        {
            var part = item as string ?? throw PyError.Type($"sequence item {parts.Count}: expected str instance, {PyTypes.Of(item).Name} found");
            machine.Meter.Allocate(16 + (2L * (part.Length + separator.Length)));
            parts.Add(part);
        }

        return string.Join(separator, parts);
    }

    private static object Replace(Machine machine, object[] a)
    {
        var (text, old, with) = (Self(machine, a), Text(a[1], "replace() argument 1 must be str, not"), Text(a[2], "replace() argument 2 must be str, not"));
        var most = a[3] is null ? int.MaxValue : machine.ToSize(a[3]);
        if (most < 0)
            most = int.MaxValue;
        var result = new StringBuilder();
        var at = 0;
        if (old.Length == 0)
        {
            var characters = TextItems.Characters(text).ToList();
            machine.Meter.Allocate(2L * with.Length * Math.Min(most, characters.Count + 1));
            for (var i = 0; i <= characters.Count; i++)
                result.Append(i < most ? with : "").Append(i < characters.Count ? characters[i] : "");
            return result.ToString();
        }

        for (var done = 0; done < most && text.IndexOf(old, at, StringComparison.Ordinal) is >= 0 and var found; done++)
        {
            machine.Meter.Allocate(2L * with.Length);
            machine.Meter.Step();
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Justify(Machine machine, object[] a, Func<int, int, int> left)
    {
        var text = Self(machine, a);
        var fill = a[2] is null ? " " : Text(a[2]);
        if (TextItems.Length(fill) != 1)
            throw PyError.Type("The fill character must be exactly one character long");
        var width = machine.ToSize(a[1]);
        var missing = width - TextItems.Length(text);
        if (missing <= 0)
            return text;
        machine.Meter.Allocate(4L * missing);
        var before = left(missing, width);
        return new StringBuilder().Insert(0, fill, before).Append(text).Insert(before * fill.Length + text.Length, fill, missing - before).ToString();
    }

    private static object ZeroFill(Machine machine, object[] a)
    {
        var text = Self(machine, a);
        var missing = machine.ToSize(a[1]) - TextItems.Length(text);
        if (missing <= 0)
            return text;
        machine.Meter.Allocate(2L * missing);
        var sign = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        return text[..sign] + new string('0', missing) + text[sign..];
    }

    private static object ExpandTabs(Machine machine, object[] a)
    {
        var size = a[1] is null ? 8 : machine.ToSize(a[1]);
        var result = new StringBuilder();
        var column = 0;
        foreach (var c in Self(machine, a))
        {
            if (c == '\t')
            {
                var spaces = size > 0 ? size - (column % size) : 0;
                machine.Meter.Allocate(2L * spaces);
                result.Append(' ', spaces);
                column += spaces;
            }
            else
            {
                result.Append(c);
                column = c is '\n' or '\r' ? 0 : column + 1;
            }
        }

        return result.ToString();
    }

    private static object Translate(Machine machine, object[] a)
    {
        var table = a[1] as PyDictionary ?? throw PyError.Type("translate() takes a table made by str.maketrans here");
        var result = new StringBuilder();
        foreach (var rune in Self(machine, a).EnumerateRunes())
        {
            var piece = table.Get(new System.Numerics.BigInteger(rune.Value)) switch
            {
                null => rune.ToString(),
                PyNone => "",
                string text => text,
                var code => new Rune(machine.ToSize(code)).ToString(),
            };
            machine.Meter.Allocate(2L * piece.Length);
            result.Append(piece);
        }

        return result.ToString();
    }
}
