using System.Text.RegularExpressions;
using Assistant.Core.Content;

namespace Assistant.Core.Answering;

/// <summary>Questions that could follow an answer, made without a model: headings near what was cited, that the question did not ask for, put as questions.</summary>
internal static partial class FollowUps
{
    private const int Most = 3;
    private const int LongestHeading = 60;

    /// <summary>Suggests at most three.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cited">What the answer cites.</param>
    /// <param name="seen">What was shown to whoever made it.</param>
    public static IReadOnlyList<string> Of(string question, IReadOnlyList<Citation> cited, IReadOnlyList<AnswerSource> seen)
    {
        var asked = new Claim(question);
        var english = question.All(character => character < 0x250) && Question.Read(question) is { } read && (read.Kind != QuestionKind.Other || EnglishWord().IsMatch(question));
        var ground = ClaimGround.Of(question);
        var documents = cited.Select(citation => citation.DocumentId).ToHashSet();
        var suggestions = new List<string>();
        // The nearest first: sections of the documents that the answer stands on, then of the others.
        foreach (var source in seen.Where(source => source.Kind == ContentKind.Text).OrderBy(source => documents.Contains(source.DocumentId) ? 0 : 1))
        {
            var heading = source.Headings is [.., { Length: > 0 } last] ? last : source.Title;
            if (heading is null || heading.Length > LongestHeading || heading.Any(char.IsControl) || cited.Any(citation => citation.DocumentId == source.DocumentId && citation.Headings is [.., var at] && at == heading))
                continue;
            var claim = new Claim(heading);
            // What the question asked already is no suggestion.
            if (claim.IsEmpty || claim.Share(ground) > 0.5 || asked.IsEmpty)
                continue;
            var suggestion = Put(heading.Trim().TrimEnd(':', '.'), source.Title, english);
            if (!suggestions.Contains(suggestion, StringComparer.OrdinalIgnoreCase))
                suggestions.Add(suggestion);
            if (suggestions.Count == Most)
                break;
        }

        return suggestions;
    }

    private static string Put(string heading, string? title, bool english)
    {
        if (heading.EndsWith('?') || heading.EndsWith('？'))
            return heading;
        if (!english)
            return heading + "?";
        if (HowTo().Match(heading) is { Success: true } how)
            return $"How do I {Lower(how.Groups[1].Value)}?";
        return title is { Length: > 0 and <= LongestHeading } && !title.Equals(heading, StringComparison.OrdinalIgnoreCase) && !heading.Contains(title, StringComparison.OrdinalIgnoreCase)
            ? $"What does “{title}” say about “{heading}”?"
            : $"What is there to know about “{heading}”?";
    }

    // The first letter of a heading is upper-case by its place; a name or an abbreviation keeps its own.
    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) && !text.Skip(1).Any(char.IsUpper) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    [GeneratedRegex(@"^how\s+to\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"\b(?:the|is|are|what|which|how|who|when|where|why|does|do|can)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EnglishWord();
}
