using System.Text.Json;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>
/// Questions that could follow an answer: by a strong model, else the headings near what was cited that the question did not ask for,
/// put as questions. Each is searched for before it is shown, and one that does not find its own passage is left out. Safe from many threads.
/// </summary>
internal sealed partial class FollowUps(IRetriever retriever, IContentStore store, SideModel model, WrittenBy mode, double leastSupport)
{
    private const int Most = 3;
    private const int MostTried = 12;
    private const int LongestHeading = 60;
    private const int LongestQuestion = 140;
    private const int SearchedPassages = 5;
    private const int MostTokens = 200;
    private static readonly ChatResponseFormat Format = new ChatResponseFormatJson(
        JsonElement.Parse("""{"type":"object","properties":{"questions":{"type":"array","items":{"type":"string"}}},"required":["questions"],"additionalProperties":false}"""), "questions");

    /// <summary>Suggests at most three.</summary>
    /// <param name="request">The question, with what its asker may read.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cited">What it cites.</param>
    /// <param name="seen">What was shown to whoever made it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask<IReadOnlyList<string>> OfAsync(AnswerRequest request, string answer, IReadOnlyList<Citation> cited, IReadOnlyList<AnswerSource> seen, CancellationToken cancellationToken)
    {
        var suggestions = new List<string>();
        if (cited.Count > 0)
        {
            foreach (var question in await WrittenAsync(request.Question, answer, seen, cancellationToken).ConfigureAwait(false))
            {
                if (suggestions.Count < Most && !suggestions.Contains(question, StringComparer.OrdinalIgnoreCase) && await AnswersAsync(question, request, cancellationToken).ConfigureAwait(false))
                    suggestions.Add(question);
            }
        }

        if (suggestions.Count == 0)
        {
            foreach (var (place, question) in (await PlacesAsync(cited, seen, cancellationToken).ConfigureAwait(false)).Select(place => (place, Put(request.Question, cited, place))).Where(pair => pair.Item2 is not null).Take(MostTried))
            {
                if (suggestions.Count < Most && !suggestions.Contains(question!, StringComparer.OrdinalIgnoreCase) && await FindsAsync(question!, place, request, cancellationToken).ConfigureAwait(false))
                    suggestions.Add(question!);
            }
        }

        return suggestions;
    }

    /// <summary>What a strong model would ask next; none by a small one, or where it writes none that can be read.</summary>
    private async ValueTask<IReadOnlyList<string>> WrittenAsync(string question, string answer, IReadOnlyList<AnswerSource> seen, CancellationToken cancellationToken)
    {
        if (await model.ForAsync(mode, cancellationToken).ConfigureAwait(false) is not { } chat)
            return [];
        var headings = seen.Where(source => source.Kind == ContentKind.Text).Select(source => string.Join(" › ", new[] { source.Title ?? source.Uri }.Concat(source.Headings).Distinct())).Distinct().Take(MostTried);
        try
        {
            var messages = PromptTemplate.FollowUps.Fill(("question", question), ("answer", AnswerMarks.Without(answer)), ("headings", string.Join('\n', headings)));
            var response = await chat.GetResponseAsync(messages, new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokens, ResponseFormat = Format }, cancellationToken).ConfigureAwait(false);
            return [.. JsonElement.Parse(response.Text).GetProperty("questions").EnumerateArray().Select(item => item.GetString() ?? "").Where(item => item.Length is > 0 and <= LongestQuestion && item[^1] is '?' or '？' && !item.Any(char.IsControl))];
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException || ModelFailure.Unreachable(failure, cancellationToken) is not null)
        {
            // Suggestions are no part of the answer, which stands already; the headings take over.
            return [];
        }
    }

    /// <summary>Whether a search finds a sentence that would be quoted as the answer.</summary>
    private async ValueTask<bool> AnswersAsync(string question, AnswerRequest request, CancellationToken cancellationToken)
    {
        var asked = Question.Read(question);
        var found = await SearchAsync(asked, request, cancellationToken).ConfigureAwait(false);
        var worth = new SentenceWorth(question);
        return EvidenceFinder.Find(asked, found).Exists(evidence => evidence.Support >= leastSupport && worth.Tells(evidence.Quote, evidence.Hit.Passage));
    }

    /// <summary>Whether a search finds the section that a question was made from.</summary>
    private async ValueTask<bool> FindsAsync(string question, AnswerSource place, AnswerRequest request, CancellationToken cancellationToken) =>
        (await SearchAsync(Question.Read(question), request, cancellationToken).ConfigureAwait(false)).Any(hit => hit.Passage.DocumentId == place.DocumentId && HeadingOf(AnswerSource.Of(hit.Passage)) == HeadingOf(place));

    // Nobody asked this: nothing is learned from it.
    private async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(Question question, AnswerRequest request, CancellationToken cancellationToken) =>
        (await retriever.SearchAsync(SearchStep.For(question, request with { Image = default }, SearchedPassages) with { User = null, QuestionId = null }, cancellationToken).ConfigureAwait(false)).Hits;

    /// <summary>Sections to ask about: of the documents that are cited those that were shown, then their neighbours from the nearest on, then what else was shown.</summary>
    private async ValueTask<IEnumerable<AnswerSource>> PlacesAsync(IReadOnlyList<Citation> cited, IReadOnlyList<AnswerSource> seen, CancellationToken cancellationToken)
    {
        var documents = cited.Select(citation => citation.DocumentId).ToHashSet();
        var neighbours = new List<(int Distance, AnswerSource Place)>();
        foreach (var citation in cited.Where(citation => citation.Kind == ContentKind.Text).DistinctBy(citation => citation.DocumentId))
        {
            if (await store.ReadTextAsync(citation.DocumentId, cancellationToken).ConfigureAwait(false) is { } text)
                neighbours.AddRange(text.Chunks.Select(chunk => (Math.Abs(chunk.Start - citation.Span.Start), new AnswerSource(0, citation.DocumentId, citation.Collection, citation.Uri, citation.Title, citation.Kind, chunk.Headings))));
        }

        return seen.Where(source => documents.Contains(source.DocumentId)).Concat(neighbours.OrderBy(near => near.Distance).Select(near => near.Place)).Concat(seen.Where(source => !documents.Contains(source.DocumentId)))
            .Where(source => source.Kind == ContentKind.Text).DistinctBy(source => (source.DocumentId, HeadingOf(source)));
    }

    private static string? HeadingOf(AnswerSource source) => source.Headings is [.., { Length: > 0 } last] ? last : source.Title;

    /// <summary>A section as a question; null where its heading asks for nothing new.</summary>
    private static string? Put(string question, IReadOnlyList<Citation> cited, AnswerSource place)
    {
        var heading = HeadingOf(place);
        if (heading is null || heading.Length > LongestHeading || heading.Any(char.IsControl) || cited.Any(citation => citation.DocumentId == place.DocumentId && citation.Headings is [.., var at] && at == heading))
            return null;
        var claim = new Claim(heading);
        // What the question asked already is no suggestion.
        if (claim.IsEmpty || claim.Share(ClaimGround.Of(question)) > 0.5 || new Claim(question).IsEmpty)
            return null;
        var english = question.All(character => character < 0x250) && (Question.Read(question).Kind != QuestionKind.Other || EnglishWord().IsMatch(question));
        return Put(heading.Trim().TrimEnd(':', '.'), place.Title, english);
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
