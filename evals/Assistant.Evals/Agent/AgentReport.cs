using System.Globalization;

namespace Assistant.Evals.Agent;

/// <summary>Measures of one strategy over a set of questions; shares are 0 to 1.</summary>
/// <param name="Strategy">How was answered.</param>
/// <param name="Model">What wrote the answers.</param>
/// <param name="Questions">Questions asked.</param>
/// <param name="Right">How many were right.</param>
/// <param name="ByKind">Right and asked, of each kind.</param>
/// <param name="SourceRecall">Share of the answerable questions with a right source among the first five documents that the tools showed.</param>
/// <param name="SearchRecall">The same of one plain search with the question.</param>
/// <param name="CitationPrecision">Share of all citations whose passage supports the sentence that carries the mark, by the check that answers go through.</param>
/// <param name="ListedPrecision">Share of the citations of answerable questions that name a listed source: stricter, for other documents may say the same.</param>
/// <param name="CitationRecall">Share of the answerable questions where a listed source is cited.</param>
/// <param name="Quoted">Answers that the model left to quotations.</param>
/// <param name="Steps">Steps an answer, on average.</param>
/// <param name="Tokens">Tokens an answer, on average.</param>
/// <param name="MedianMs">Median time of an answer.</param>
/// <param name="SlowestMs">The slowest.</param>
public sealed record AgentReport(
    string Strategy, string Model, int Questions, int Right, IReadOnlyDictionary<string, int[]> ByKind, double SourceRecall, double SearchRecall,
    double CitationPrecision, double ListedPrecision, double CitationRecall, int Quoted, double Steps, double Tokens, double MedianMs, double SlowestMs)
{
    /// <summary>Sentences to read beside their passages, drawn by seed; empty where none were asked for.</summary>
    public IReadOnlyList<CitedSentence> Read { get; init; } = [];

    /// <summary>Puts outcomes together.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="outcomes">How each question was answered.</param>
    /// <param name="searched">For how many answerable questions a plain search shows a right source among its first five documents.</param>
    public static AgentReport Of(string strategy, IReadOnlyList<AgentOutcome> outcomes, int searched)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var answerable = outcomes.Where(outcome => outcome.Case.Sources.Count > 0).ToList();
        var pairs = outcomes.SelectMany(outcome => outcome.Pairs).ToList();
        var citations = answerable.SelectMany(outcome => outcome.Citations.Select(citation => outcome.Case.IsSource(citation.Uri))).ToList();
        var times = outcomes.Select(outcome => outcome.Done.Timings.TotalMs).Order().ToList();
        return new AgentReport(
            strategy,
            outcomes.Select(outcome => outcome.Done.Model).GroupBy(model => model).MaxBy(group => group.Count())?.Key ?? "",
            outcomes.Count,
            outcomes.Count(outcome => outcome.IsRight),
            AgentCase.Kinds.Where(kind => outcomes.Any(outcome => outcome.Case.Kind == kind))
                .ToDictionary(kind => kind, kind => new[] { outcomes.Count(outcome => outcome.Case.Kind == kind && outcome.IsRight), outcomes.Count(outcome => outcome.Case.Kind == kind) }),
            Share(answerable.Count(outcome => outcome.IsRecalled), answerable.Count),
            Share(searched, answerable.Count),
            Share(pairs.Count(pair => pair.IsSupported), pairs.Count),
            Share(citations.Count(right => right), citations.Count),
            Share(answerable.Count(outcome => outcome.Citations.Any(citation => outcome.Case.IsSource(citation.Uri))), answerable.Count),
            outcomes.Count(outcome => outcome.Notices.Any(notice => notice.Contains("quotations instead", StringComparison.Ordinal))),
            outcomes.Count == 0 ? 0 : outcomes.Average(outcome => outcome.Steps),
            outcomes.Count == 0 ? 0 : outcomes.Average(outcome => outcome.Done.Usage.PromptTokens + outcome.Done.Usage.CompletionTokens),
            times.Count == 0 ? 0 : times[times.Count / 2],
            times.Count == 0 ? 0 : times[^1]);
    }

    /// <summary>One line of text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Strategy} ({Model}): {Right} of {Questions} right ({string.Join(", ", ByKind.Select(kind => $"{kind.Key} {kind.Value[0]}/{kind.Value[1]}"))}), source recall@5 {SourceRecall:0.000} (plain search {SearchRecall:0.000}), citation precision {CitationPrecision:0.000} (supported), {ListedPrecision:0.000} (listed sources), recall {CitationRecall:0.000}, {Quoted} left to quotations, {Steps:0.0} steps and {Tokens:0} tokens an answer, median {MedianMs / 1000:0.00} s, slowest {SlowestMs / 1000:0.00} s");

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
