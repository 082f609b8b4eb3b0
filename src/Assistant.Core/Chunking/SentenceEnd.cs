using System.Buffers;

namespace Assistant.Core.Chunking;

/// <summary>
/// Finds the ends of sentences by punctuation: after <c>. ! ? …</c> and closing quotes, before white space and something
/// that is not a small letter; after <c>。！？</c> at once; at an empty line and before a list item. Not after an initial
/// or a common abbreviation.
/// </summary>
internal static class SentenceEnd
{
    private static readonly SearchValues<char> Candidates = SearchValues.Create(".!?…。！？｡\n");
    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’»)]}」』）】》");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "e.g", "i.e", "etc", "cf", "vs", "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "fig", "figs", "eq", "sec", "vol", "pp", "al", "approx", "ca", "inc", "ltd", "co", "jr", "sr", "z.b", "bzw", "usw",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Length of the first sentence, its trailing punctuation included; the whole length when there is only one.</summary>
    internal static int Next(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var step = text[at..].IndexOfAny(Candidates);
            if (step < 0) return text.Length;
            at += step;
            var c = text[at++];
            if (c == '\n')
            {
                if (EndsAtLine(text[at..])) return at;
                continue;
            }

            var end = at;
            while (end < text.Length && (Candidates.Contains(text[end]) && text[end] != '\n' || Closers.Contains(text[end]))) end++;
            if (c is '。' or '！' or '？' or '｡') return end;
            if (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                at = end;
                continue;
            }

            if (!StartsSentence(text[end..]) || (c == '.' && end == at && IsAbbreviation(text[..(at - 1)])))
            {
                at = end;
                continue;
            }

            return end;
        }

        return text.Length;
    }

    /// <summary>A line break ends a sentence when the next line is empty or a list item.</summary>
    private static bool EndsAtLine(ReadOnlySpan<char> rest)
    {
        // 16 characters are enough for an indent; looking further would make long white space costly.
        var line = rest[..Math.Min(rest.Length, 16)].TrimStart(' ');
        if (line.IsEmpty) return false;
        if (line[0] == '\n') return true;
        if (line.Length > 1 && line[0] is '-' or '*' or '+' or '•') return line.Length > 1 && line[1] == ' ';
        var digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits])) digits++;
        return digits is > 0 and < 4 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ';
    }

    private static bool StartsSentence(ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < Math.Min(rest.Length, 8); i++)
        {
            if (!char.IsWhiteSpace(rest[i])) return !char.IsLower(rest[i]);
        }

        return true;
    }

    /// <summary>Whether a full stop after this text belongs to an initial or an abbreviation.</summary>
    internal static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var start = before.Length;
        while (start > 0 && before.Length - start < 8 && (char.IsLetter(before[start - 1]) || before[start - 1] == '.')) start--;
        var word = before[start..];
        return (word.Length == 1 && char.IsUpper(word[0])) || Abbreviations.Contains(word);
    }
}
