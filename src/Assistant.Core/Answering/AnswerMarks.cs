using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Checks the marks [n] that a model wrote: a mark stays when passage n exists and shares enough words with the sentence before the
/// mark. By words, so an answer in another language than its passages loses its marks: it cannot be checked.
/// </summary>
internal static partial class AnswerMarks
{
    private const double EnoughShared = 0.4;
    private const double EnoughToAttribute = 0.7;

    /// <summary>Removes marks that do not hold.</summary>
    /// <returns>The corrected answer, and for each mark that stays the terms that its passage is cited for.</returns>
    public static (string Answer, SortedDictionary<int, HashSet<string>> Claims) Check(string answer, string question, IReadOnlyList<SearchHit> hits)
    {
        var passages = hits.Select(hit => TermsOf(string.Join('\n', [hit.Passage.Title ?? "", .. hit.Passage.Chunk.Headings, hit.Passage.Text]))).ToList();
        var claims = new SortedDictionary<int, HashSet<string>>();
        var text = new StringBuilder();
        var at = 0;
        foreach (Match match in Marks().Matches(answer))
        {
            text.Append(answer, at, match.Index - at);
            var claim = TermsOf(LastSentence(answer[..match.Index]));
            // "Yes. [1]" says nothing by itself; it is the question that it answers.
            if (claim.Count == 0) claim = TermsOf(question);
            var kept = 0;
            foreach (Match digits in Digits().Matches(match.Value))
            {
                if (!int.TryParse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1 || n > passages.Count) continue;
                if (Share(claim, passages[n - 1]) < EnoughShared) continue;
                text.Append(CultureInfo.InvariantCulture, $"[{n}]");
                kept++;
                if (!claims.TryGetValue(n, out var terms)) claims.Add(n, terms = []);
                terms.UnionWith(claim);
            }

            // The blank before a mark that is gone goes too.
            if (kept == 0 && text.Length > 0 && text[^1] == ' ') text.Length--;
            at = match.Index + match.Length;
        }

        text.Append(answer, at, answer.Length - at);
        return claims.Count > 0 ? (text.ToString().Trim(), claims) : Attribute(text.ToString().Trim(), passages);
    }

    /// <summary>Finds the unit of a passage that shares most with a claim; the first of equals.</summary>
    public static (int Start, int End) BestUnit(Passage passage, HashSet<string> claim)
    {
        var best = (Start: 0, End: 0);
        double most = -1;
        foreach (var unit in TextUnitSplitter.Split(passage.Text))
        {
            var terms = TermsOf(passage.Text.AsSpan(unit.Start, unit.Length));
            // A long unit shares words by its length alone.
            var score = claim.Count(terms.Contains) - (0.01 * terms.Count);
            if (score <= most) continue;
            most = score;
            best = (unit.Start, unit.End);
        }

        return best;
    }

    /// <summary>A model that cites nothing: each sentence that a passage holds nearly word for word gets that passage's mark.</summary>
    private static (string Answer, SortedDictionary<int, HashSet<string>> Claims) Attribute(string answer, List<HashSet<string>> passages)
    {
        var claims = new SortedDictionary<int, HashSet<string>>();
        var text = new StringBuilder();
        var at = 0;
        foreach (var unit in TextUnitSplitter.Split(answer))
        {
            text.Append(answer, at, unit.End - at);
            at = unit.End;
            var claim = TermsOf(answer.AsSpan(unit.Start, unit.Length));
            if (claim.Count < 3 || passages.Count == 0) continue;
            var n = 1 + Enumerable.Range(0, passages.Count).MaxBy(i => Share(claim, passages[i]));
            if (Share(claim, passages[n - 1]) < EnoughToAttribute) continue;
            text.Append(CultureInfo.InvariantCulture, $" [{n}]");
            if (!claims.TryGetValue(n, out var terms)) claims.Add(n, terms = []);
            terms.UnionWith(claim);
        }

        text.Append(answer, at, answer.Length - at);
        return (text.ToString(), claims);
    }

    private static double Share(HashSet<string> claim, HashSet<string> passage) => claim.Count == 0 ? 0 : claim.Count(passage.Contains) / (double)claim.Count;

    private static string LastSentence(string text)
    {
        var plain = Marks().Replace(text, " ").TrimEnd();
        var units = TextUnitSplitter.Split(plain);
        return units.Count == 0 ? "" : plain[units[^1].Start..units[^1].End];
    }

    private static HashSet<string> TermsOf(ReadOnlySpan<char> text)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        var reader = new TermReader(text);
        while (reader.Read())
        {
            var term = reader.Term.ToString();
            if (!StopWords.Stems.Contains(term)) terms.Add(term);
        }

        return terms;
    }

    [GeneratedRegex(@"\[\d{1,4}(?:\s*[,;]\s*\d{1,4})*\](?!\()", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
