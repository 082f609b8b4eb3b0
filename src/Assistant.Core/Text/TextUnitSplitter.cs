using System.Buffers;
using System.Collections.Frozen;

namespace Assistant.Core.Text;

/// <summary>
/// Cuts parsed text into sentences, list items, table rows and pieces of code. By rules, for text whose lines may or may not be
/// wrapped: a line break ends a unit only where the next line begins something else.
/// </summary>
public static class TextUnitSplitter
{
    private const int LongestCode = 700;
    private const int LongestLabel = 80;
    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("{}[]=<>$;|&()_\\/#:\"'`");

    private static readonly SearchValues<char> KeyLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly FrozenSet<string> Abbreviations = new[]
    {
        "e.g", "i.e", "etc", "vs", "cf", "dr", "mr", "mrs", "ms", "prof", "st", "no", "fig", "figs", "eq", "sec", "ch", "vol", "pp", "approx", "inc", "ltd",
        "u.s", "al", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "incl", "resp",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Commands that shell examples begin with; in prose a sentence seldom begins with one in lower case.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Shell = new[]
    {
        "apt", "apt-get", "brew", "cargo", "cat", "cd", "chmod", "chown", "cp", "curl", "docker", "dotnet", "echo", "export", "git", "go", "grep", "helm", "java",
        "kubectl", "ls", "make", "mkdir", "mv", "node", "npm", "npx", "openssl", "pip", "pip3", "python", "python3", "rm", "rustc", "rustup", "scp", "sed", "ssh",
        "sudo", "systemctl", "tar", "unzip", "wget", "yarn", "yum",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationSpans = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Cuts a text; units are trimmed, not empty, ascending, and do not overlap.</summary>
    /// <param name="text">Parsed text, lines separated by \n.</param>
    /// <param name="isCode">Whether all of it is known to be code.</param>
    public static List<TextUnit> Split(ReadOnlySpan<char> text, bool isCode = false)
    {
        var units = new List<TextUnit>();
        var prose = -1; // start of the running text that is being collected
        var proseEnd = 0;
        var at = 0;
        while (at < text.Length)
        {
            var lineEnd = text[at..].IndexOf('\n') is var found and >= 0 ? at + found : text.Length;
            var line = text[at..lineEnd];
            var next = lineEnd + 1;
            if (line.IsWhiteSpace())
            {
                Flush(text, ref prose, proseEnd, units);
            }
            else if (isCode || LooksLikeCode(line))
            {
                Flush(text, ref prose, proseEnd, units);
                next = AddCode(text, at, isCode, units);
            }
            else if (line.Contains('\t') || line.Contains(" | ", StringComparison.Ordinal) || line.TrimStart().StartsWith('|'))
            {
                Flush(text, ref prose, proseEnd, units);
                Add(text, at, lineEnd, TextUnitKind.TableRow, units);
            }
            else if (BulletLength(line) > 0)
            {
                Flush(text, ref prose, proseEnd, units);
                prose = at;
                proseEnd = lineEnd;
            }
            else
            {
                // A short line before a line that starts afresh is a label of its own.
                if (prose < 0) prose = at;
                proseEnd = lineEnd;
                if (IsLabel(text[prose..lineEnd]) && StartsAfresh(text, next)) Flush(text, ref prose, proseEnd, units);
            }

            at = next;
        }

        Flush(text, ref prose, proseEnd, units);
        return units;
    }

    /// <summary>Whether a line reads like code, configuration or a shell command rather than a sentence.</summary>
    internal static bool LooksLikeCode(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        if (trimmed.Length == 0) return false;
        if (trimmed.StartsWith("```") || trimmed.StartsWith("$ ") || trimmed.StartsWith("./") || trimmed.StartsWith("# HELP") || trimmed.StartsWith("# TYPE")) return true;
        var space = trimmed.IndexOf(' ');
        if (space > 0 && Shell.Contains(trimmed[..space]) && !EndsSentence(trimmed[^1]) && trimmed[^1] is not (':' or ',')) return true;
        if (space < 0 && trimmed[^1] == ':' && trimmed.Length > 1 && trimmed[..^1].IndexOfAnyExcept(KeyLetters) < 0) return true;
        var indent = line.Length - line.TrimStart().Length;
        var marks = 0;
        foreach (var c in trimmed)
        {
            if (CodeMarks.Contains(c)) marks++;
        }

        if (trimmed[^1] is '{' or '}' or ';' && marks >= 1) return true;
        if (BulletLength(line) > 0) return indent >= 2 && marks * 6 > trimmed.Length && trimmed[^1] != '.';
        if (EndsSentence(trimmed[^1]) && trimmed.Count(' ') >= 4) return false;
        if (indent >= 2 && marks >= 2) return true;
        // `key: value` and `name{label="x"} 3`: few words, many marks.
        return marks >= 2 && marks * 7 >= trimmed.Length && trimmed.Count(' ') <= 8 && !char.IsAsciiLetterUpper(trimmed[0]);
    }

    /// <summary>Characters of a bullet or number at the start of a line with the space after it; 0 when there is none.</summary>
    internal static int BulletLength(ReadOnlySpan<char> line)
    {
        var indent = line.Length - line.TrimStart().Length;
        var rest = line[indent..];
        if (rest.Length > 2 && rest[0] is '-' or '*' or '+' or '•' or '◦' or '‣' && rest[1] == ' ') return indent + 2;
        var digits = 0;
        while (digits < rest.Length && digits < 3 && char.IsAsciiDigit(rest[digits])) digits++;
        return digits > 0 && rest.Length > digits + 2 && rest[digits] is '.' or ')' && rest[digits + 1] == ' ' ? indent + digits + 2 : 0;
    }

    private static int AddCode(ReadOnlySpan<char> text, int start, bool isCode, List<TextUnit> units)
    {
        var end = start;
        var at = start;
        while (at < text.Length)
        {
            var lineEnd = text[at..].IndexOf('\n') is var found and >= 0 ? at + found : text.Length;
            var line = text[at..lineEnd];
            var blank = line.IsWhiteSpace();
            if (at > start && (blank || lineEnd - start > LongestCode)) break;
            if (!blank && !isCode && at > start && !LooksLikeCode(line) && !(line[0] is ' ' or '\t')) break;
            end = lineEnd;
            at = lineEnd + 1;
        }

        Add(text, start, end, TextUnitKind.Code, units);
        return at;
    }

    private static void Flush(ReadOnlySpan<char> text, ref int prose, int end, List<TextUnit> units)
    {
        if (prose < 0) return;
        var bullet = BulletLength(text[prose..end]);
        var kind = bullet > 0 ? TextUnitKind.ListItem : TextUnitKind.Sentence;
        if (kind == TextUnitKind.Sentence && IsLabel(text[prose..end])) kind = TextUnitKind.Label;
        var from = prose + bullet;
        for (var i = from; i < end; i++)
        {
            if (!IsBoundary(text[..end], i, out var after)) continue;
            Add(text, from, after, kind, units);
            from = after;
            i = after - 1;
        }

        if (from < end) Add(text, from, end, kind, units);
        prose = -1;
    }

    private static void Add(ReadOnlySpan<char> text, int start, int end, TextUnitKind kind, List<TextUnit> units)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (end > start) units.Add(new TextUnit(start, end, kind));
    }

    private static bool EndsSentence(char c) => c is '.' or '!' or '?' or '。' or '！' or '？' or '…';

    private static bool IsLabel(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        return trimmed.Length is > 0 and <= LongestLabel && !EndsSentence(trimmed[^1]) && trimmed[^1] is not (':' or ',' or ';' or '”' or '"') && !trimmed.Contains('\n');
    }

    private static bool StartsAfresh(ReadOnlySpan<char> text, int next)
    {
        if (next >= text.Length) return true;
        var c = text[next];
        return c is '\n' or '-' or '*' or '•' or '|' || char.IsUpper(c);
    }

    /// <summary>Whether a sentence ends at <paramref name="i"/>; gives the place after its closing quotes and brackets.</summary>
    private static bool IsBoundary(ReadOnlySpan<char> text, int i, out int after)
    {
        after = i + 1;
        if (text[i] is '。' or '！' or '？')
        {
            while (after < text.Length && text[after] is '」' or '』' or '”' or '）') after++;
            return true;
        }

        if (text[i] is not ('.' or '!' or '?')) return false;
        while (after < text.Length && text[after] is '"' or '\'' or ')' or ']' or '”' or '’' or '.' or '!' or '?') after++;
        if (after >= text.Length) return true;
        if (!char.IsWhiteSpace(text[after])) return false;
        var next = after;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        if (next >= text.Length) return true;
        var opener = text[next] is '"' or '\'' or '“' or '(' or '[' or '‘' or '`' or '<' or '*' or '_';
        if (char.IsLower(text[next]) && !opener) return text[i] != '.' && text[next - 1] == '\n';
        if (text[i] != '.') return true;
        var wordStart = text[..i].LastIndexOfAny(" \n\t(") + 1;
        var word = text[wordStart..i];
        if (AbbreviationSpans.Contains(word)) return word.Equals("etc", StringComparison.OrdinalIgnoreCase) && char.IsUpper(text[next]);
        return !(word.Length == 1 && char.IsAsciiLetterUpper(word[0])); // an initial
    }
}
