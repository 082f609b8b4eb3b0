using System.Text.RegularExpressions;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// The second of two hops without a model: the best sentence names somebody or something but does not say what was asked of it, so
/// that what was asked is looked for under that name.
/// </summary>
internal static partial class BridgeStep
{
    private const int MostPassages = 10;
    private const double MuchUncovered = 0.2;

    /// <summary>The search for what is missing; null when the sentence leaves nothing to ask, or names nobody.</summary>
    /// <param name="question">The question.</param>
    /// <param name="first">The best sentence.</param>
    /// <param name="request">The question as it was asked, with what it may read.</param>
    public static (SearchRequest Search, string Name, IReadOnlyList<string> Missing)? For(Question question, Evidence first, AnswerRequest request)
    {
        // "the person who …", "the one that …": the question describes whom it asks about.
        if (!Describes().IsMatch(question.Text))
            return null;
        var missing = question.Terms.Where((term, t) => !first.Covers[t] && term.Share >= 1 && !Described().IsMatch(term.Term)).Select(term => term.Term).ToList();
        if (missing.Count == 0 || question.Terms.Where((term, t) => !first.Covers[t]).Sum(term => term.Share) < MuchUncovered * question.Terms.Sum(term => term.Share))
            return null;
        var asked = question.Terms.Select(term => term.Term).ToHashSet(StringComparer.Ordinal);
        var name = Names().Matches(first.Quote).Select(match => match.Groups[1].Value).FirstOrDefault(found => !Term.ListOf(found).TrueForAll(term => asked.Contains(term.Value)));
        if (name is null)
            return null;
        var words = question.Text.Split([' ', '?', ',', '.'], StringSplitOptions.RemoveEmptyEntries).Where(word => Term.ListOf(word) is [var only] && missing.Contains(only.Value));
        return (SearchStep.For(question with { Search = $"{name} {string.Join(' ', words)}" }, request with { Image = default }, MostPassages), name, missing);
    }

    /// <summary>The best sentence about the name that says what was missing; null when there is none.</summary>
    public static Evidence? Best(Question question, string name, IReadOnlyList<string> missing, IReadOnlyList<SearchHit> hits)
    {
        var about = Question.Read($"{string.Join(' ', missing)} {name}");
        var names = Term.ListOf(name).Select(term => term.Value).ToHashSet(StringComparer.Ordinal);
        return EvidenceFinder.Find(about with { Kind = question.Kind }, hits)
            .FirstOrDefault(evidence => names.All(evidence.Terms.Contains) && missing.Any(evidence.Terms.Contains));
    }

    [GeneratedRegex(@"\b(?:person|people|man|woman|colleague|one|someone|somebody|thing|place|animal|team|company)\s+(?:who|whom|that|which|with|to|from|for|where)\b|\bof\s+(?:the|whoever)\b.*\b(?:who|whom|that)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Describes();

    [GeneratedRegex(@"^(?:person|peopl|man|woman|colleagu|someon|somebodi|thing|place|number)$", RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    // Two or more capitalized words in a row, or one within a sentence; a title before them does not belong to the name.
    [GeneratedRegex(@"(?:\b(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+)?\b(\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)+)", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
