using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Retrieval;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Evals.Beir;
using Assistant.Evals.Corpus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Ranking;

/// <summary>What <c>eval rerank</c> was asked for.</summary>
/// <param name="Collections">Folders or archives in BEIR layout.</param>
/// <param name="Methods">What re-ranks: Model, CrossEncoder.</param>
/// <param name="Depth">Hits that are read.</param>
/// <param name="Queries">At most this many queries, spread evenly; 0 for all.</param>
/// <param name="Json">One JSON document instead of a table.</param>
public sealed record RerankSuiteOptions(IReadOnlyList<string> Collections, IReadOnlyList<RerankMethod> Methods, int Depth, int Queries, bool Json = false);

/// <summary>The suite <c>rerank</c>: the same searches with and without re-ranking, by the models that the configuration names.</summary>
public static class RerankSuite
{
    private const int Shown = 10;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when a collection or a model cannot be used (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(RerankSuiteOptions options, IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var reports = new List<RerankReport>();
            foreach (var path in options.Collections)
            {
                var collection = BeirReader.Read(path, requireCorpus: true);
                foreach (var method in options.Methods.Prepend(RerankMethod.None))
                {
                    var settings = configuration.AsEnumerable().Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value);
                    settings[$"{RerankOptions.Section}:{nameof(RerankOptions.Method)}"] = method.ToString();
                    settings[$"{RerankOptions.Section}:{nameof(RerankOptions.Depth)}"] = options.Depth.ToString(CultureInfo.InvariantCulture);
                    var database = EvalDatabase.Open(settings, withModels: true);
                    await using var _ = database.ConfigureAwait(false);
                    await database.AddAsync(collection.Documents.Select(d => (d.Id, d.Title, d.Text)), cancellationToken: cancellationToken).ConfigureAwait(false);
                    reports.Add(await MeasureAsync(collection, method.ToString(), database.Retriever, options, cancellationToken).ConfigureAwait(false));
                }
            }

            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(reports, AssistantJson.Options) : Table(reports)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or RerankException or OptionsValidationException or IOException or JsonException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Asks the queries and measures the order of the hits.</summary>
    /// <exception cref="RerankException">The hits were not re-ranked, as a search says in its notes.</exception>
    public static async Task<RerankReport> MeasureAsync(BeirData collection, string order, IRetriever retriever, RerankSuiteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(options);
        var count = options.Queries > 0 ? Math.Min(options.Queries, collection.Queries.Count) : collection.Queries.Count;
        var queries = Enumerable.Range(0, count).Select(i => collection.Queries[(int)((long)i * collection.Queries.Count / count)]).ToList();
        var (ndcg, mrr, times) = (0.0, 0.0, new List<double>());
        foreach (var query in queries)
        {
            var started = Stopwatch.GetTimestamp();
            var response = await retriever.SearchAsync(new SearchRequest(query.Text) { Limit = Shown }, cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (response.Notes.FirstOrDefault(note => note.Contains("not re-ranked", StringComparison.Ordinal)) is { } failed) throw new RerankException(failed);
            List<string> ranked = [.. response.Hits.Select(hit => hit.Passage.Uri).Distinct(StringComparer.Ordinal)];
            ndcg += RankingMetrics.Ndcg(ranked, query.Relevant, Shown);
            mrr += RankingMetrics.ReciprocalRank(ranked, query.Relevant, Shown);
        }

        return new RerankReport(collection.Name, collection.DataHash, order, count, options.Depth, ndcg / Math.Max(1, count), mrr / Math.Max(1, count), RankingMetrics.Percentile(times, 0.5));
    }

    private static string Table(List<RerankReport> reports) => string.Join('\n', reports
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Collection} {r.DataHash[..12]} | {r.Order} | {r.Queries} | {r.Depth} | {r.NdcgAt10:0.0000} | {r.MrrAt10:0.000} | {r.P50Ms:0.0} |"))
        .Prepend("|---|---|---|---|---|---|---|")
        .Prepend("| collection | re-ranked by | queries | depth | nDCG@10 | MRR@10 | p50 ms |"));
}
