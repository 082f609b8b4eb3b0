using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Evals.Corpus;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Answers;

/// <summary>What <c>eval answers</c> was asked for.</summary>
/// <param name="Cases">The JSONL file with the questions.</param>
/// <param name="Files">The folder that is loaded to answer them from.</param>
/// <param name="Json">One JSON document instead of text.</param>
/// <param name="Verbose">Prints every answer.</param>
/// <param name="Thresholds">Also tries the thresholds of support from 0.30 to 0.80, to choose the default by.</param>
public sealed record AnswerSuiteOptions(string Cases, string Files, bool Json = false, bool Verbose = false, bool Thresholds = false);

/// <summary>Measures of a set of questions.</summary>
/// <param name="Questions">Number of questions.</param>
/// <param name="Accuracy">Share of right outcomes: all patterns shown (answerable), refused (unanswerable), picture cited first (picture).</param>
/// <param name="Answerable">Share of the answerable and picture questions that are right.</param>
/// <param name="Unanswerable">Share of the unanswerable questions that are refused.</param>
/// <param name="SourceRecall">Share of the questions with sources where a right document is cited.</param>
/// <param name="CitationPrecision">Share of the citations, over answered questions with sources, that name a right document.</param>
public sealed record AnswerReport(int Questions, double Accuracy, double Answerable, double Unanswerable, double SourceRecall, double CitationPrecision);

/// <summary>The suite <c>answers</c>: extractive answers against questions with known answers.</summary>
public static class AnswerSuite
{
    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when the questions or files cannot be read.</returns>
    public static async Task<int> RunAsync(AnswerSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (!File.Exists(options.Cases) || !Directory.Exists(options.Files))
        {
            await error.WriteLineAsync($"{(File.Exists(options.Cases) ? options.Files : options.Cases)} does not exist.").ConfigureAwait(false);
            return 1;
        }

        IReadOnlyList<AnswerCase> cases;
        try
        {
            cases = await AnswerCase.ReadAsync(options.Cases, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException failure)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        var database = EvalDatabase.Open();
        await using var _ = database.ConfigureAwait(false);
        var (loaded, refused) = await database.AddFolderAsync(options.Files, cancellationToken).ConfigureAwait(false);
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{loaded} documents loaded, {refused.Count} refused, {cases.Count} questions")).ConfigureAwait(false);
        var log = options.Verbose ? error : TextWriter.Null;
        var report = await MeasureAsync(cases, database.Answerer, log, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        if (!options.Thresholds) return 0;
        for (var threshold = 0.30; threshold < 0.81; threshold += 0.05)
        {
            var answerer = new ExtractiveAnswerer(database.Retriever, database.Store, Options.Create(new AnsweringOptions { SupportThreshold = threshold }));
            var tried = await MeasureAsync(cases, answerer, TextWriter.Null, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.00}: {Describe(tried)}")).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Asks every question and counts.</summary>
    public static async Task<AnswerReport> MeasureAsync(IReadOnlyList<AnswerCase> cases, IAnswerer answerer, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(answerer);
        ArgumentNullException.ThrowIfNull(log);
        var (right, rightAnswerable, answerable, refused, sourced, recalled) = (0, 0, 0, 0, 0, 0);
        var (citations, rightCitations) = (0, 0);
        foreach (var item in cases)
        {
            var (done, cited) = await AskAsync(answerer, item.Question, cancellationToken).ConfigureAwait(false);
            var ok = item.Kind switch
            {
                "unanswerable" => !done.Supported,
                "picture" => cited.Count > 0 && item.IsSource(cited[0].Uri),
                _ => done.Supported && item.Matches(done.Answer),
            };
            right += ok ? 1 : 0;
            if (item.Kind == "unanswerable") refused += ok ? 1 : 0;
            else (answerable, rightAnswerable) = (answerable + 1, rightAnswerable + (ok ? 1 : 0));
            if (item.Kind != "unanswerable" && item.Sources.Count > 0)
            {
                sourced++;
                recalled += cited.Exists(citation => item.IsSource(citation.Uri)) ? 1 : 0;
                citations += cited.Count;
                rightCitations += cited.Count(citation => item.IsSource(citation.Uri));
            }

            await log.WriteLineAsync($"{(ok ? "ok   " : "WRONG")} [{item.Kind}] {item.Question}\n      {done.Answer.ReplaceLineEndings("\n      ")}\n      {string.Join(", ", cited.Select(citation => citation.Uri))}").ConfigureAwait(false);
        }

        return new AnswerReport(
            cases.Count, Share(right, cases.Count), Share(rightAnswerable, answerable), Share(refused, cases.Count - answerable), Share(recalled, sourced), Share(rightCitations, citations));
    }

    private static async Task<(DoneEvent Done, List<Citation> Cited)> AskAsync(IAnswerer answerer, string question, CancellationToken cancellationToken)
    {
        DoneEvent? done = null;
        var cited = new List<Citation>();
        await foreach (var step in answerer.AnswerAsync(new AnswerRequest(question), cancellationToken).ConfigureAwait(false))
        {
            if (step is CitationEvent citation) cited.Add(citation.Citation);
            else if (step is DoneEvent end) done = end;
        }

        return (done ?? throw new InvalidOperationException("The answer had no end."), cited);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;

    private static string Describe(AnswerReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Questions} questions: accuracy {r.Accuracy:0.000} (answerable {r.Answerable:0.000}, unanswerable refused {r.Unanswerable:0.000}), source recall {r.SourceRecall:0.000}, citation precision {r.CitationPrecision:0.000}");
}
