using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Agent;

/// <summary>
/// Chooses between what a small model wrote and the quotations that would be given without it. The same measure is laid on both: how
/// much of the question each sentence covers, and whether it holds what the question asks for (a number, a date, a name).
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
        var written = AnswerMarks.Without(answer.Answer);
        var (own, theirs) = Best(asked, Written(answer.Answer, cited), quotations);
        if (own is null || AnswerCues.Factor(asked.Kind, written, TextUnitKind.Sentence) < 1)
            return "What the model wrote is not what is asked for.";
        if (!quoted.Supported)
            return own.Support >= LeastSupport ? null : "What the model wrote does not answer the question.";
        return own.Score >= NearBest * (theirs?.Score ?? 0) ? null : "Quotations fit the question better.";
    }

    /// <summary>Whether numbers of a text have to be put together to answer.</summary>
    public static bool AsksForCalculation(string question) =>
        Question.Read(question).Kind is QuestionKind.Number or QuestionKind.Definition or QuestionKind.Other && CalculationWords.IsIn(question);

    private static bool ComesFrom(string program, string question, IReadOnlyList<Citation> cited)
    {
        var known = Claim.NumbersOf(string.Join('\n', cited.Select(citation => citation.Quote).Append(question)));
        return Claim.NumbersOf(program).All(number => number is "1" or "100" || known.Contains(number));
    }

    // What the model wrote stands where the citations stood: what it leaves out of them does not count for it.
    private static IEnumerable<Citation> Written(string answer, IReadOnlyList<Citation> cited) =>
        from stretch in AnswerMarks.Read(answer)
        let citation = cited.FirstOrDefault(citation => stretch.Numbers.Contains(citation.Number))
        where citation is not null
        select citation with { DocumentId = DocumentId.New(), Quote = stretch.Text };

    /// <summary>The best of either, measured beside each other: how rare a word is depends on all of them.</summary>
    private static (Evidence? Own, Evidence? Theirs) Best(Question question, IEnumerable<Citation> written, IReadOnlyList<Citation> quotations)
    {
        var own = written.Select(Hit).ToList();
        var found = EvidenceFinder.Find(question, [.. own, .. quotations.Select(Hit)]);
        return (found.Find(evidence => own.Contains(evidence.Hit)), found.Find(evidence => !own.Contains(evidence.Hit)));
    }

    private static SearchHit Hit(Citation citation)
    {
        var chunk = new Chunk(citation.Span.Start, citation.Span.Start + citation.Quote.Length, citation.Headings, citation.Page, BlockKind.Paragraph);
        var passage = new Passage(0, citation.DocumentId, citation.Version, citation.Collection, citation.Uri, citation.Title, citation.Kind, chunk, citation.Quote);
        return new SearchHit(1, 1, passage, "", citation.Span, new Dictionary<string, int>());
    }
}
