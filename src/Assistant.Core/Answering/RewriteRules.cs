using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Completes a question from the ones before by rules: a pronoun becomes what the conversation is about, and "What about coffee?" becomes the
/// question before with coffee in the place of its subject. English; where no rule fits the question stays as it is.
/// </summary>
internal static partial class RewriteRules
{
    private const int MostTopicWords = 5;

    /// <summary>Completes the question of a request from its history, and from what the summary says was asked before.</summary>
    public static string Complete(AnswerRequest request) =>
        Complete(request.Question, [.. SummaryLines.QuestionsOf(request.Summary).Select(asked => ("user", asked)), .. request.History]);

    /// <summary>Completes a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="history">Earlier turns, oldest first.</param>
    /// <returns>The question to search with; <paramref name="question"/> itself where nothing had to be, or could be, completed.</returns>
    public static string Complete(string question, IReadOnlyList<(string Role, string Text)> history)
    {
        var earlier = history.Where(turn => turn.Role == "user" && turn.Text.Length > 0).Select(turn => turn.Text).Reverse().ToList();
        if (earlier.Count == 0)
            return question;
        // A question that was itself about "it" says nothing of the topic; the one before it does.
        var topic = earlier.Select(TopicOf).FirstOrDefault(found => found is not null);
        if (Elliptic().Match(question) is { Success: true } ellipsis && ellipsis.Groups["rest"].Value.Trim() is { Length: > 0 } rest && !Pronoun().IsMatch(rest))
            return WithTopic(earlier[0], TopicOf(earlier[0]), rest);
        if (topic is null || !LeansOut(question))
            return question;
        var replaced = false;
        return Pronoun().Replace(question, match =>
        {
            // The first one only: of "Does it lose its colour?" the second still speaks of the same.
            if (replaced)
                return match.Value;
            replaced = true;
            return match.Value.ToLowerInvariant() is "its" or "his" or "their" ? $"{topic}'s" : topic;
        });
    }

    /// <summary>Whether a pronoun has nothing to stand for within the question: "How do visitors book their beds?" has.</summary>
    private static bool LeansOut(string question)
    {
        if (Pronoun().Match(question) is not { Success: true } pronoun)
            return false;
        var before = question[..pronoun.Index];
        var asked = Question.Read(question);
        // One word of content may be the verb: "Who built it?"
        return Name().Count(before) == 0 && Term.ListOf(before).Count(term => asked.Terms.Any(known => known.Term == term.Value && known.Share >= 1)) <= 1;
    }

    private static string WithTopic(string before, string? topic, string rest) => topic is not null && before.IndexOf(topic, StringComparison.Ordinal) is var at and >= 0
        ? string.Concat(before.AsSpan(0, at), rest, before.AsSpan(at + topic.Length))
        : $"{before.TrimEnd().TrimEnd('?', '.', '!')}: {rest}?";

    /// <summary>What a question is about: a name, else what follows an article, else its longest run of content words; null when it has none, or is about a pronoun.</summary>
    private static string? TopicOf(string question)
    {
        if (Pronoun().IsMatch(question))
            return null;
        var names = Name().Matches(question).Select(match => match.Value).Where(name => !StopWords.English.Contains(name.Split(' ')[0].ToLowerInvariant())).ToList();
        if (names.Count > 0)
            return names.MaxBy(name => name.Length);
        if (Phrase().Match(question) is { Success: true } phrase)
            return phrase.Value;
        // Runs of words that are no function words, the first of the longest: "green tea" of "How hot is green tea brewed?"
        var asked = Question.Read(question);
        var terms = Term.ListOf(question).Where(term => !StopWords.Stems.Contains(term.Value) && asked.Terms.Any(known => known.Term == term.Value && known.Share >= 1)).ToList();
        var best = (Start: 0, End: 0, Words: 0);
        for (var i = 0; i < terms.Count;)
        {
            var j = i + 1;
            while (j < terms.Count && terms[j].Start - terms[j - 1].End == 1 && question[terms[j - 1].End] == ' ') j++;
            // A verb that ends the question is not part of what it is about.
            var last = j - i > 1 && Participle().IsMatch(question[terms[j - 1].Start..terms[j - 1].End]) ? j - 2 : j - 1;
            var words = last - i + 1;
            if (words > best.Words && words <= MostTopicWords) best = (terms[i].Start, terms[last].End, words);
            i = j;
        }

        return best.Words == 0 ? null : question[best.Start..best.End];
    }

    [GeneratedRegex(@"\b(?:it|its|they|them|their|he|him|his|she|her|that one|this one)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"^\W*(?:(?:and|but|so)\s+)?(?:what|how)\s+about\s+(?<rest>[^?.!]+)[?.!]*\s*$|^\W*and\s+(?!(?:what|how|who|whom|whose|when|where|why|which|is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must)\b)(?<rest>[^?.!]+)\?+\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Elliptic();

    // Capitalized words within a sentence.
    [GeneratedRegex(@"(?<=[\p{L}\p{N},’']\s)(?:\p{Lu}[\p{L}\p{N}'’-]*)(?:\s+\p{Lu}[\p{L}\p{N}'’-]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\bthe\s+(?!(?:default|difference|best|maximum|minimum|main|name|same|first|last|most)\b)[\p{L}\p{N}-]+(?:\s+(?!(?:is|are|was|were|do|does|did|has|have|can|of|in|on|at|for|to|from|by|with|and|or|that|which|who|run|runs|work|works|use|uses|need|needs|take|takes|cost|costs|start|starts|begin|begins|end|ends|open|opens|close|closes|stand|stands|lie|lies|live|lives|come|comes|go|goes|mean|means)\b)(?!\p{L}+ed\b)[\p{L}\p{N}-]+){0,3}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();

    [GeneratedRegex(@"(?:ed|ing|en|wn)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Participle();
}
