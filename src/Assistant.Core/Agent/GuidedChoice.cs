using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Agent;

/// <summary>
/// Chooses between what a small model wrote and the quotations that would be given without it. The same measure is laid on both: how
/// much of the question the cited sentence covers, and whether it holds what the question asks for (a number, a date, a name).
/// </summary>
internal static class GuidedChoice
{
    private const double NearBest = 0.9;
    private const double LeastSupport = 0.5;

    /// <summary>Why quotations are preferred; null when the model's answer is.</summary>
    /// <param name="question">The question.</param>
    /// <param name="answer">The model's answer.</param>
    /// <param name="cited">What it cites.</param>
    /// <param name="programs">Programs that ran for it, and what they printed; empty when it computed nothing.</param>
    /// <param name="quoted">The end of the quotations.</param>
    /// <param name="quotations">What they cite.</param>
    public static string? PrefersQuotations(string question, DoneEvent answer, IReadOnlyList<Citation> cited, IReadOnlyList<(string Program, string Printed)> programs, DoneEvent quoted, IReadOnlyList<Citation> quotations)
    {
        if (!answer.Supported)
            return quoted.Supported ? "The model found no answer." : null;
        if (programs.Count > 0 && AsksForCalculation(question) && Claim.NumbersOf(answer.Answer).Overlaps(Claim.NumbersOf(programs[^1].Printed)))
            return ComesFrom(programs[^1].Program, question, cited) ? null : "The model computed with numbers that stand neither in the question nor in what it cites.";
        var asked = Question.Read(question);
        var own = Best(asked, cited);
        if (own is null || AnswerCues.Factor(asked.Kind, answer.Answer, TextUnitKind.Sentence) < 1)
            return "What the model wrote is not what is asked for.";
        if (!quoted.Supported)
            return own.Support >= LeastSupport ? null : "What the model wrote does not answer the question.";
        return own.Score >= NearBest * (Best(asked, quotations)?.Score ?? 0) ? null : "Quotations fit the question better.";
    }

    /// <summary>Whether numbers of a text have to be put together to answer.</summary>
    public static bool AsksForCalculation(string question) =>
        Question.Read(question).Kind is QuestionKind.Number or QuestionKind.Definition or QuestionKind.Other && CalculationWords.IsIn(question);

    private static bool ComesFrom(string program, string question, IReadOnlyList<Citation> cited)
    {
        var known = Claim.NumbersOf(string.Join('\n', cited.Select(citation => citation.Quote).Append(question)));
        return Claim.NumbersOf(program).All(number => number is "1" or "100" || known.Contains(number));
    }

    private static Evidence? Best(Question question, IReadOnlyList<Citation> cited)
    {
        var hits = cited.Select((citation, i) => new SearchHit(
            i + 1, 1, new Passage(i, citation.DocumentId, citation.Version, citation.Collection, citation.Uri, citation.Title, citation.Kind, new Chunk(citation.Span.Start, citation.Span.End, citation.Headings, citation.Page, BlockKind.Paragraph), citation.Quote),
            "", citation.Span, new Dictionary<string, int>())).ToList();
        return EvidenceFinder.Find(question, hits).MaxBy(evidence => evidence.Score);
    }
}
