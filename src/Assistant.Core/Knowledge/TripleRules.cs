using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Core.Knowledge;

/// <summary>
/// Triples by rules: sentences that say what something is, has, uses or how it was made; rows of tables; lines of keys and values. Made for
/// precision: where a sentence's subject is not plain, it gives none.
/// </summary>
internal static partial class TripleRules
{
    private const int MostSubjectWords = 6;
    private const int LongestKey = 40;
    private const int LongestSentence = 600;

    // A subject that begins with one of these is no entity, or one that stands elsewhere.
    private static readonly FrozenSet<string> NoSubject = (
        "if when while in on at for to from by with without after before during there here this that these those he she i we you what which who whose where why how "
        + "and but or nor so yet because although though as since until unless every each all some any both most many few no not never nobody nothing only even also "
        + "then please do does did can could may must should will would let its his her their our your my one").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A subject that holds one of these is a clause with a verb of its own.
    private static readonly FrozenSet<string> Joining = "if when while that which who whose where because since until unless and or but".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the triples of a document, in the order in which they stand there.</summary>
    /// <param name="document">The parse.</param>
    /// <param name="most">At most this many.</param>
    public static IReadOnlyList<Triple> Extract(ParsedDocument document, int most)
    {
        var found = new TripleSet(most);
        var heading = document.Title;
        foreach (var block in document.Blocks)
        {
            switch (block.Kind)
            {
                case BlockKind.Heading:
                    heading = document.Text[block.Start..block.End].Trim();
                    break;
                case BlockKind.Table:
                    Table(document.Text, block, heading, found);
                    break;
                case BlockKind.Paragraph:
                    Prose(document.Text, block, heading, found);
                    break;
            }
        }

        return found.All;
    }

    private static void Prose(string text, Block block, string? heading, TripleSet found)
    {
        string? last = null;
        foreach (var unit in TextUnitSplitter.Split(text.AsSpan(block.Start, block.End - block.Start)))
        {
            if (unit.Kind is TextUnitKind.Code or TextUnitKind.Label)
                continue;
            var (start, end) = (block.Start + unit.Start, block.Start + unit.End);
            var sentence = text[start..end].ReplaceLineEndings(" ");
            if (unit.Kind == TextUnitKind.ListItem)
            {
                sentence = Bullet().Replace(sentence, "");
                if (heading is not null && KeyValue().Match(sentence) is { Success: true } pair && pair.Groups[1].Length <= LongestKey)
                {
                    found.Add(new Triple(heading, pair.Groups[1].Value.Trim(), Clean(pair.Groups[2].Value), start, end));
                    continue;
                }
            }

            if (!sentence.EndsWith('?') && sentence.Length <= LongestSentence)
                last = Sentence(sentence, last, start, end, found) ?? last;
        }
    }

    /// <returns>The subject; null when the sentence gives no triple.</returns>
    private static string? Sentence(string sentence, string? last, int start, int end, TripleSet found)
    {
        if (Relation().Match(sentence) is not { Success: true } match)
            return null;
        var subject = Article().Replace(match.Groups["s"].Value.Trim(), "");
        var words = subject.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // "It was founded in …" speaks of what the sentence before spoke of.
        if (words is ["It" or "They"])
            (subject, words) = (last ?? "", last is null ? [] : [last]);
        if (words.Length is 0 or > MostSubjectWords || NoSubject.Contains(words[0]) || (words.Length > 1 && words.Any(Joining.Contains)))
            return null;
        var value = match.Groups["o"].Value;
        if (Negation().IsMatch(value))
            return null;
        if (match.Groups["passive"].Success)
        {
            // "was founded on 14 May 1978 by Ingrid Solvang" says two things.
            var verb = $"{match.Groups["be"].Value} {match.Groups["part"].Value}";
            var parts = By().Split(value, 2);
            found.Add(new Triple(subject, $"{verb} {match.Groups["prep"].Value}", Clean(Clause(parts[0])), start, end));
            if (parts.Length > 1)
                found.Add(new Triple(subject, $"{verb} by", Clean(Clause(parts[1])), start, end));
        }
        else
        {
            var verb = match.Groups["be"].Success ? "is" : match.Groups["verb"].Value;
            found.Add(new Triple(subject, Blanks().Replace(verb, " "), Article().Replace(Clean(Clause(value)), ""), start, end));
        }

        return subject;
    }

    private static void Table(string text, Block block, string? heading, TripleSet found)
    {
        string[]? header = null;
        var first = true;
        for (var start = block.Start; start < block.End;)
        {
            var end = text.IndexOf('\n', start, block.End - start) is var line and >= 0 ? line : block.End;
            var row = text[start..end];
            if (row.Contains(" | ", StringComparison.Ordinal))
            {
                var cells = row.Split(" | ").Select(cell => cell.Trim()).ToArray();
                if (first && cells.All(cell => cell.Length > 0 && !cell.Any(char.IsDigit)))
                    header = cells;
                else if (header is not null)
                    Cells(cells, header, start, end, found);
                else if (cells.Length == 2 && heading is not null)
                    found.Add(new Triple(heading, cells[0], cells[1], start, end));
                first = false;
            }
            else
            {
                Keys(row, heading, start, end, found);
            }

            start = end + 1;
        }
    }

    private static void Cells(string[] cells, string[] header, int start, int end, TripleSet found)
    {
        for (var i = 1; i < cells.Length && i < header.Length; i++)
            found.Add(new Triple(cells[0], header[i], cells[i], start, end));
    }

    // A row of a delimited file is "item: lamp; room: cellar": what stands first names it. A single pair speaks of the heading.
    private static void Keys(string row, string? heading, int start, int end, TripleSet found)
    {
        var pairs = row.Split("; ").Select(part => KeyValue().Match(part)).Where(match => match.Success && match.Groups[1].Length <= LongestKey).Select(match => (Key: match.Groups[1].Value.Trim(), Value: Clean(match.Groups[2].Value))).ToList();
        if (pairs.Count == 1 && heading is not null)
            found.Add(new Triple(heading, pairs[0].Key, pairs[0].Value, start, end));
        foreach (var (key, value) in pairs.Skip(1))
            found.Add(new Triple(pairs[0].Value, key, value, start, end));
    }

    private static string Clause(string text) => text[..(ClauseEnd().Match(text) is { Success: true } match ? match.Index : text.Length)];

    private static string Clean(string text) => text.Trim().TrimEnd('.', ',', ';', ':', '!').Trim();

    [GeneratedRegex(
        """
        ^(?<s>(?:\p{L}|\d)[^,;:()]*?)\s+
        (?:
          (?<passive>(?<be>is|are|was|were)\s+(?<part>\p{L}+(?:ed|wn|en|ilt|ept|ung|eld|led|ade|old|ought|aught|un))\s+(?<prep>by|in|on|at|from|of|as|with|to|for|after|into))
          |(?<be>is|are|was|were)(?=\s+(?:an?|the|one)\s|\s+\p{Lu}|\s+\d)
          |(?<verb>uses?|has|have|contains?|includes?|supports?|requires?|needs?|provides?|produces?|consists?\s+of|belongs?\s+to|depends?\s+on|lives?\s+in|lies?\s+(?:in|on)|stands?\s+(?:in|on|at)|works?\s+(?:for|at|in)|leads|runs|owns|keeps|costs?|weighs?|measures|covers?|holds?|stores?|reads|writes|sends|opens?\s+at|closes?\s+at)
        )\s+(?<o>.+)$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relation();

    [GeneratedRegex(@"\s+by\s+", RegexOptions.CultureInvariant)]
    private static partial Regex By();

    [GeneratedRegex(@"^(?:the|an?)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"^(?:not|no|never|neither|hardly|must|can|cannot|may|might|will|should|would|could)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Negation();

    [GeneratedRegex(@"[;(]|,\s+(?:and|but|or|so|who|which|that|when|where|while|because|though|a|an|the)\b|\s+(?:but|because|although|while|whenever|who|which)\s|:\s|[.!]$|\s[–—]\s", RegexOptions.CultureInvariant)]
    private static partial Regex ClauseEnd();

    [GeneratedRegex(@"^\s*([^:]{2,}?):\s+(\S.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex KeyValue();

    [GeneratedRegex(@"^\s*(?:[-*+•◦‣]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
