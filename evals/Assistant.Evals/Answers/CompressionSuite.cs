using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Evals.Agent;
using Assistant.Evals.Corpus;

namespace Assistant.Evals.Answers;

/// <summary>What <c>eval compression</c> was asked for.</summary>
/// <param name="Cases">The JSONL file with the questions, as <c>eval agent</c> reads it.</param>
/// <param name="Files">The folder with the documents.</param>
/// <param name="Budgets">Budgets in tokens.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record CompressionSuiteOptions(string Cases, string Files, IReadOnlyList<int> Budgets, bool Json = false);

/// <summary>
/// The suite <c>compression</c>, without a model: how often an answer that stands in the passages of a search still stands in them after they
/// were shortened to a budget. Questions about text of one or several hops; those about pictures and sums have no answer to look for.
/// </summary>
public static class CompressionSuite
{
    private const int Passages = 8; // what an answer from one search reads
    private const int CharactersPerToken = 3;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when questions or files cannot be used (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(CompressionSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            if (!Directory.Exists(options.Files)) throw new InvalidDataException($"There is no folder {options.Files}.");
            if (options.Budgets.Any(budget => budget < 1)) throw new InvalidDataException("A budget is at least 1 token.");
            var cases = (await AgentCase.ReadAsync(options.Cases, cancellationToken).ConfigureAwait(false)).Where(item => item.Kind is "text" or "multi-hop" && item.Patterns.Count > 0).ToList();
            var database = EvalDatabase.Open();
            await using var _ = database.ConfigureAwait(false);
            await database.AddFolderAsync(options.Files, cancellationToken).ConfigureAwait(false);
            var reports = await MeasureAsync(cases, database.Retriever, options.Budgets, cancellationToken).ConfigureAwait(false);
            if (options.Json) await output.WriteLineAsync(JsonSerializer.Serialize(reports, AssistantJson.Options)).ConfigureAwait(false);
            foreach (var report in options.Json ? [] : reports)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Method,-8} {report.BudgetTokens,5} tokens: {report.Kept} of {report.Questions} answers kept, {report.Characters:0} of {report.WholeCharacters:0} characters")).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Searches for every question and shortens what is found in each way.</summary>
    public static async Task<IReadOnlyList<CompressionReport>> MeasureAsync(IReadOnlyList<AgentCase> cases, IRetriever retriever, IReadOnlyList<int> budgets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(budgets);
        var found = new List<(AgentCase Case, IReadOnlyList<Passage> Passages)>();
        foreach (var item in cases)
        {
            var response = await retriever.SearchAsync(new SearchRequest(item.Question) { Limit = Passages, Kind = ContentKind.Text }, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<Passage> passages = [.. response.Hits.Select(hit => hit.Passage)];
            if (item.Matches(string.Join('\n', passages.Select(passage => passage.Text)))) found.Add((item, passages));
        }

        var whole = found.Count == 0 ? 0 : found.Average(entry => (double)entry.Passages.Sum(passage => passage.Text.Length));
        var reports = new List<CompressionReport>();
        foreach (var budget in budgets)
        {
            foreach (var (method, shorten) in Methods)
            {
                var texts = found.Select(entry => (entry.Case, Text: shorten(entry.Case.Question, entry.Passages, budget * CharactersPerToken))).ToList();
                reports.Add(new CompressionReport(
                    method, budget, found.Count, texts.Count(entry => entry.Case.Matches(entry.Text)), texts.Count == 0 ? 0 : texts.Average(entry => (double)entry.Text.Length), whole));
            }
        }

        return reports;
    }

    private static readonly (string Name, Func<string, IReadOnlyList<Passage>, int, string> Shorten)[] Methods =
    [
        ("cut", (_, passages, budget) => string.Join('\n', passages.Select(passage => passage.Text[..Math.Min(passage.Text.Length, budget / passages.Count)]))),
        ("alone", (question, passages, budget) => string.Join('\n', passages.Select(passage => TextOf(ContextCompressor.Compress(question, [passage], Math.Max(1, budget / passages.Count)))))),
        ("together", (question, passages, budget) => TextOf(ContextCompressor.Compress(question, passages, budget))),
    ];

    private static string TextOf(IReadOnlyList<CompressedPassage> passages) => string.Join('\n', passages.Select(passage => passage.Text));
}
