using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Evals.Corpus;
using Assistant.Evals.Encoders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Agent;

/// <summary>What <c>eval agent</c> was asked for.</summary>
/// <param name="Cases">The JSONL file with the questions.</param>
/// <param name="Files">The folder with the documents.</param>
/// <param name="Strategies">Ways of answering, see <see cref="AgentStrategies"/>.</param>
/// <param name="Encoder">The encoder: bundled, none or a folder.</param>
/// <param name="Acceptance">Only the questions of the acceptance set.</param>
/// <param name="Json">One JSON document instead of text.</param>
/// <param name="Verbose">Show each answer.</param>
/// <param name="Read">How many cited sentences to print beside their passages, for a person to judge.</param>
/// <param name="Seed">Seed that draws them.</param>
public sealed record AgentSuiteOptions(
    string Cases, string Files, IReadOnlyList<string> Strategies, string Encoder = EncoderOptions.Bundled, bool Acceptance = false, bool Json = false, bool Verbose = false, int Read = 0, int Seed = 1);

/// <summary>The suite <c>agent</c>: whole answers over a corpus, by each way of answering, with the model that the configuration names.</summary>
public static class AgentSuite
{
    private const int SearchedPassages = 20;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when questions, files, strategy or model cannot be used (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(AgentSuiteOptions options, IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            if (!Directory.Exists(options.Files)) throw new InvalidDataException($"There is no folder {options.Files}.");
            var cases = (await AgentCase.ReadAsync(options.Cases, cancellationToken).ConfigureAwait(false)).Where(item => item.Acceptance || !options.Acceptance).ToList();
            using var encoder = string.Equals(options.Encoder, EncoderOptions.None, StringComparison.OrdinalIgnoreCase) ? null : EvalEncoder.Load(options.Encoder);
            var reports = new List<AgentReport>();
            foreach (var strategy in options.Strategies)
            {
                var settings = configuration.AsEnumerable().Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value);
                AgentStrategies.Apply(strategy, settings);
                var liked = new OthersLiked();
                var database = EvalDatabase.Open(settings, new FixedEncoders(encoder?.Encoder, encoder?.Encoder), withModels: true, liked);
                await using var _ = database.ConfigureAwait(false);
                await database.AddFolderAsync(options.Files, cancellationToken).ConfigureAwait(false);
                await database.EmbedAsync(cancellationToken).ConfigureAwait(false);
                var encoders = new FixedEncoders(encoder?.Encoder, encoder?.Encoder);
                if (strategy.Contains("+demonstrations", StringComparison.OrdinalIgnoreCase))
                    await LikeAsync(liked, cases, database.Answerer, cancellationToken).ConfigureAwait(false);
                var report = await MeasureAsync(strategy, cases, liked, database.ConfiguredAnswerer, database.Retriever, database.Store, encoders, options, options.Verbose ? error : TextWriter.Null, cancellationToken).ConfigureAwait(false);
                if (!options.Json) await WriteAsync(report, output).ConfigureAwait(false);
                reports.Add(report);
            }

            if (options.Json) await output.WriteLineAsync(JsonSerializer.Serialize(reports, AssistantJson.Options)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or EncoderLoadException or ChatModelException or OptionsValidationException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task LikeAsync(OthersLiked liked, IReadOnlyList<AgentCase> cases, ExtractiveAnswerer answerer, CancellationToken cancellationToken)
    {
        var quoted = new List<AgentOutcome>();
        foreach (var item in cases)
            quoted.Add(await AgentOutcome.OfAsync(answerer, item, cancellationToken).ConfigureAwait(false));
        liked.Like(quoted);
    }

    private static async Task<AgentReport> MeasureAsync(
        string strategy, IReadOnlyList<AgentCase> cases, OthersLiked liked, IAnswerer answerer, IRetriever retriever, IContentStore store, IEncoderDirectory encoders, AgentSuiteOptions options, TextWriter log, CancellationToken cancellationToken)
    {
        var outcomes = new List<AgentOutcome>();
        var searched = 0;
        foreach (var item in cases)
        {
            liked.Asked = item.Question;
            var outcome = await AgentOutcome.OfAsync(answerer, item, cancellationToken).ConfigureAwait(false);
            outcome = outcome with { Pairs = await CitedSentence.OfAsync(outcome, store, encoders, cancellationToken).ConfigureAwait(false) };
            outcomes.Add(outcome);
            var found = item.Sources.Count == 0 ? [] : (await retriever.SearchAsync(new SearchRequest(item.Question) { Limit = SearchedPassages }, cancellationToken).ConfigureAwait(false)).Hits;
            var isSearched = found.Select(hit => hit.Passage.Uri).Distinct().Take(5).Any(item.IsSource);
            searched += isSearched ? 1 : 0;
            var recall = item.Sources.Count == 0 || outcome.IsRecalled == isSearched ? "" : outcome.IsRecalled ? "; a plain search finds no source" : "; a plain search finds a source";
            await log.WriteLineAsync($"{(outcome.IsRight ? "ok   " : "WRONG")} [{item.Kind}{(item.Acceptance ? ", acceptance" : "")}] {item.Question}\n      {outcome.Done.Answer.ReplaceLineEndings("\n      ")}\n      {outcome.Done.Timings.TotalMs / 1000:0.0} s, {outcome.Steps} steps, by {outcome.Done.Model}; cites {string.Join(", ", outcome.Pairs.Select(pair => $"{pair.Uri}{(pair.IsListed ? "" : " (not listed)")}{(pair.IsSupported ? "" : " (NOT SUPPORTED)")}"))}{recall}{string.Concat(outcome.Notices.Select(notice => $"\n      ({notice})"))}").ConfigureAwait(false);
        }

        var random = new Random(options.Seed);
        return AgentReport.Of(strategy, outcomes, searched) with { Read = [.. outcomes.SelectMany(outcome => outcome.Pairs).OrderBy(_ => random.Next()).Take(options.Read)] };
    }

    private static async Task WriteAsync(AgentReport report, TextWriter output)
    {
        await output.WriteLineAsync(report.ToString()).ConfigureAwait(false);
        for (var i = 0; i < report.Read.Count; i++)
        {
            var pair = report.Read[i];
            await output.WriteLineAsync($"\n--- {i + 1}. {pair.Question}\nsays: {pair.Sentence}\nfrom {pair.Uri}{(pair.IsSupported ? "" : " (not supported by the check)")}:\n{pair.Passage}").ConfigureAwait(false);
        }
    }
}
