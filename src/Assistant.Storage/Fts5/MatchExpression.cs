using System.Globalization;
using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Fts5;

/// <summary>
/// Makes an FTS5 MATCH expression from what a user wrote. The user's characters are never syntax: only letters, digits and
/// marks are kept, each word is a quoted string, and the words are joined by OR.
/// </summary>
internal static class MatchExpression
{
    /// <summary>Most terms of one query, repeated ones included.</summary>
    public const int MostTerms = 64;

    // A private-use character is a token character for unicode61, and is taken out of content and queries: no word can be a scope token.
    private const char ScopeMark = '\uE000';

    /// <summary>The scope column of a chunk.</summary>
    public static string Scope(int collection, ContentKind kind, IReadOnlyList<string> tags) =>
        string.Join(' ', tags.Select(TagToken).Prepend(KindToken(kind)).Prepend(CollectionToken(collection)));

    /// <summary>The expression for a query within a filter, dates left out; null when the text holds no word.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="filter">Members that are null do not restrict.</param>
    public static string? Build(string text, SearchFilter filter)
    {
        var terms = Terms(text);
        if (terms.Count == 0)
            return null;
        var expression = new StringBuilder();
        if (filter.Collections is { } collections)
            AppendAny(expression, collections.Order().Select(collection => $"\"{CollectionToken(collection)}\"")).Append(" AND ");
        if (filter.Kind is { } kind)
            expression.Append('"').Append(KindToken(kind)).Append("\" AND ");
        foreach (var tag in filter.Tags ?? [])
            expression.Append('"').Append(TagToken(tag)).Append("\" AND ");
        return AppendAny(expression, terms).ToString();
    }

    /// <summary>
    /// The terms of a query as FTS5 strings, in the order written. A word that the query repeats is repeated here, so that it
    /// counts as often: on cisi, whose queries are paragraphs, that is worth 0.05 of nDCG@10.
    /// </summary>
    public static IReadOnlyList<string> Terms(string text)
    {
        var terms = new List<string>();
        var stopWords = new List<string>();
        var word = new StringBuilder();
        var run = new List<Rune>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (CjkText.IsCjk(rune))
            {
                EndWord();
                run.Add(rune);
            }
            else if (IsWordCharacter(rune) || (word.Length > 0 && IsMark(rune)))
            {
                EndRun();
                word.Append(rune.ToString());
            }
            else
            {
                EndWord();
                EndRun();
            }

            if (terms.Count >= MostTerms)
                return terms;
        }

        EndWord();
        EndRun();
        if (terms.Count == 0)
            terms = stopWords;
        return terms.Count > MostTerms ? terms.GetRange(0, MostTerms) : terms;

        void EndWord()
        {
            if (word.Length == 0)
                return;
            var term = word.ToString().ToLowerInvariant();
            word.Clear();
            (StopWords.English.Contains(term) ? stopWords : terms).Add($"\"{term}\"");
        }

        void EndRun()
        {
            // One character: every token that begins with it. More: their pairs, as they were indexed.
            if (run.Count == 1)
                terms.Add($"\"{run[0]}\"*");
            for (var i = 1; i < run.Count; i++)
                terms.Add($"\"{run[i - 1]}{run[i]}\"");
            run.Clear();
        }
    }

    private static StringBuilder AppendAny(StringBuilder expression, IEnumerable<string> terms) =>
        expression.Append('(').AppendJoin(" OR ", terms).Append(')');

    private static string CollectionToken(int collection) => string.Create(CultureInfo.InvariantCulture, $"{ScopeMark}c{collection}");

    private static string KindToken(ContentKind kind) => $"{ScopeMark}k{(kind == ContentKind.Image ? "image" : "text")}";

    // Any characters as one token. It ends in a digit, so that the stemmer, which looks at the end, leaves it as it is.
    private static string TagToken(string tag) => $"{ScopeMark}t{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(tag))}0";

    // The classes of unicode61: letters and numbers. Its third, private use, is left out on purpose.
    private static bool IsWordCharacter(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
