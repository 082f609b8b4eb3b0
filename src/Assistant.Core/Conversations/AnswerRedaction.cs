using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Answering;

namespace Assistant.Core.Conversations;

/// <summary>Takes sentences out of a stored answer when the document that they stand on is deleted.</summary>
public static partial class AnswerRedaction
{
    /// <summary>What stands in place of a removed sentence, or of several in a row.</summary>
    public const string Placeholder = "[source deleted]";

    /// <summary>
    /// Replaces each sentence that carries the [n] of one of <paramref name="gone"/>, or holds words of its quote, by
    /// <see cref="Placeholder"/>. A sentence ends at a terminator, with the quotes, brackets and marks that follow it, or at the
    /// end of its line; never within quotation marks, nor before a lower-case letter or a digit (abbreviations, numbers): when in doubt more goes.
    /// </summary>
    /// <param name="answer">The answer with its marks.</param>
    /// <param name="gone">Citations of the deleted document.</param>
    /// <returns>The answer without them; the other marks keep their numbers.</returns>
    public static string Redact(string answer, IReadOnlyCollection<Citation> gone)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(gone);
        if (gone.Count == 0)
            return answer;

        var numbers = gone.Select(citation => citation.Number).ToHashSet();
        var quoted = gone.SelectMany(citation => Occurrences(answer, citation.Quote)).ToList();
        var result = new StringBuilder(answer.Length);
        var redacted = false;
        foreach (var (start, end) in Sentences(answer))
        {
            var sentence = answer.AsSpan(start, end - start);
            var content = sentence.Trim();
            var goes = !content.IsEmpty && (Carries(content.ToString(), numbers) || quoted.Exists(span => span.Start < end && start < span.End));
            if (!goes)
            {
                result.Append(sentence);
                redacted = redacted && content.IsEmpty && !sentence.Contains('\n');
                continue;
            }

            // White space around a sentence stays, so that lists and paragraphs keep their shape.
            var lead = sentence.Length - sentence.TrimStart().Length;
            var tail = sentence[sentence.TrimEnd().Length..];
            if (!redacted)
                result.Append(sentence[..lead]).Append(Placeholder);
            else if (result.Length > 0 && char.IsWhiteSpace(result[^1]) && !tail.IsEmpty)
                result.Length -= TrailingSpaces(result);
            result.Append(tail);
            redacted = !tail.Contains('\n');
        }

        return result.ToString();
    }

    private static int TrailingSpaces(StringBuilder text)
    {
        var count = 0;
        while (count < text.Length && text[^(count + 1)] is ' ' or '\t')
            count++;
        return count;
    }

    private static bool Carries(string sentence, HashSet<int> numbers)
    {
        foreach (Match mark in Mark().Matches(sentence))
            foreach (Match number in Number().Matches(mark.Value))
                if (int.TryParse(number.ValueSpan, out var n) && numbers.Contains(n))
                    return true;
        return false;
    }

    private static IEnumerable<(int Start, int End)> Occurrences(string answer, string quote)
    {
        quote = quote.Trim();
        if (quote.Length == 0)
            yield break;
        for (var at = answer.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = answer.IndexOf(quote, at + quote.Length, StringComparison.Ordinal))
            yield return (at, at + quote.Length);
    }

    // Sentences with the white space that follows them; together they are the text.
    private static IEnumerable<(int Start, int End)> Sentences(string text)
    {
        var start = 0;
        var inside = '\0';
        for (var i = 0; i < text.Length;)
        {
            var c = text[i++];
            if (inside != '\0')
            {
                // An open quotation ends at its closing mark, at the latest with the paragraph.
                if (c == inside)
                    inside = '\0';
                else if (c == '\n' && i < text.Length && text[i] == '\n')
                    inside = '\0';
                else
                    continue;
                if (c == inside || c != '\n')
                {
                    if (i < 2 || text[i - 2] is not ('.' or '!' or '?' or '。' or '！' or '？' or '…'))
                        continue;
                    c = '.';
                }
            }
            else
            {
                inside = c switch { '"' => '"', '“' => '”', '«' => '»', '「' => '」', '『' => '』', _ => '\0' };
            }

            if (c is not ('\n' or '.' or '!' or '?' or '。' or '！' or '？' or '…'))
                continue;
            var end = c == '\n' ? i : End(text, i, wide: c is '。' or '！' or '？');
            if (end < 0)
                continue;
            yield return (start, end);
            start = i = end;
        }

        if (start < text.Length)
            yield return (start, text.Length);
    }

    // The end of a sentence whose terminator is before `at`: after closing marks, [n] marks and white space; -1 when it goes on.
    private static int End(string text, int at, bool wide)
    {
        while (at < text.Length && text[at] is '.' or '!' or '?' or '"' or '”' or '»' or '\'' or '’' or ')' or '」' or '』' or '*' or '_')
            at++;
        var marks = TrailingMarks().Match(text, at);
        if (marks.Success)
            at += marks.Length;
        if (at == text.Length)
            return at;
        if (!char.IsWhiteSpace(text[at]))
            return wide || marks.Length > 0 ? at : -1;
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        if (at == text.Length || text[at] == '\n')
            return at == text.Length ? at : at + 1;
        return char.IsLower(text[at]) || char.IsDigit(text[at]) ? -1 : at;
    }

    [GeneratedRegex(@"\[\d+(?:\s*,\s*\d+)*\]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G(?:[ \t]*\[\d+(?:\s*,\s*\d+)*\])+[.!?]?")]
    private static partial Regex TrailingMarks();
}
