using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Evals.Beir;
using Assistant.Evals.Corpus;

namespace Assistant.Evals.Ranking;

/// <summary>What <c>eval retrieval</c> was asked for.</summary>
/// <param name="Collections">Folders or archives in BEIR layout.</param>
/// <param name="Json">One JSON document instead of a table.</param>
/// <param name="Ablate">Instead of the product, the plain BM25 with one setting changed at a time.</param>
/// <param name="Files">For collections whose ids are uris and that have no corpus: the folder with the files.</param>
public sealed record RetrievalSuiteOptions(IReadOnlyList<string> Collections, bool Json = false, bool Ablate = false, string? Files = null);

/// <summary>Measures of one collection: means over its queries, latency of the whole product search in milliseconds.</summary>
public sealed record RetrievalReport(
    string Name, string DataHash, int Documents, int Queries, double NdcgAt10, double RecallAt1, double RecallAt5, double RecallAt10, double RecallAt100, double MrrAt10, double P50Ms, double P99Ms);

/// <summary>The suite <c>retrieval</c>: the product's store, index and search against judged queries.</summary>
public static class RetrievalSuite
{
    private const int Depth = 100;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when a collection cannot be read (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(RetrievalSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        List<BeirData> collections;
        try
        {
            collections = [.. options.Collections.Select(path => BeirReader.Read(path, requireCorpus: options.Files is null))];
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or JsonException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        if (options.Ablate)
        {
            await Bm25Ablation.RunAsync(collections, output, cancellationToken).ConfigureAwait(false);
            return 0;
        }

        var reports = new List<RetrievalReport>();
        foreach (var collection in collections)
        {
            await error.WriteLineAsync($"{collection.Name}: {collection.Documents.Count} documents, {collection.Queries.Count} queries").ConfigureAwait(false);
            reports.Add(await MeasureAsync(collection, options.Files, cancellationToken).ConfigureAwait(false));
        }

        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(reports, AssistantJson.Options) : Table(reports)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Loads a collection into a database of its own and measures the search.</summary>
    public static async Task<RetrievalReport> MeasureAsync(BeirData collection, string? files = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var database = EvalDatabase.Open();
        await using var _ = database.ConfigureAwait(false);
        if (files is null) await database.AddAsync(collection.Documents.Select(d => (d.Id, d.Title, d.Text)), cancellationToken: cancellationToken).ConfigureAwait(false);
        else await database.AddFolderAsync(files, cancellationToken).ConfigureAwait(false);
        foreach (var query in collection.Queries.Take(20)) await database.Retriever.SearchAsync(new SearchRequest(query.Text), cancellationToken).ConfigureAwait(false);

        var rankings = new List<(BeirQuery Query, List<string> Ranked)>();
        foreach (var query in collection.Queries)
        {
            var response = await database.Retriever.SearchAsync(new SearchRequest(query.Text) { Limit = Depth }, cancellationToken).ConfigureAwait(false);
            // A document counts where its best passage stands.
            rankings.Add((query, [.. response.Hits.Select(hit => hit.Passage.Uri).Distinct(StringComparer.Ordinal)]));
        }

        // Latency is that of a search as users make it, not of the hundred hits that recall needs.
        var times = new List<double>();
        foreach (var query in collection.Queries)
        {
            var started = Stopwatch.GetTimestamp();
            await database.Retriever.SearchAsync(new SearchRequest(query.Text), cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        double Mean(Func<List<string>, IReadOnlyDictionary<string, int>, double> measure) => rankings.Average(entry => measure(entry.Ranked, entry.Query.Relevant));
        var documents = (await database.Store.CountAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Where(entry => entry.Key != ContentState.Rejected).Sum(entry => entry.Value);
        return new RetrievalReport(
            collection.Name, collection.DataHash, (int)documents, rankings.Count,
            Mean((ranked, relevant) => RankingMetrics.Ndcg(ranked, relevant, 10)),
            Mean((ranked, relevant) => RankingMetrics.Recall(ranked, relevant, 1)),
            Mean((ranked, relevant) => RankingMetrics.Recall(ranked, relevant, 5)),
            Mean((ranked, relevant) => RankingMetrics.Recall(ranked, relevant, 10)),
            Mean((ranked, relevant) => RankingMetrics.Recall(ranked, relevant, 100)),
            Mean((ranked, relevant) => RankingMetrics.ReciprocalRank(ranked, relevant, 10)),
            RankingMetrics.Percentile(times, 0.5),
            RankingMetrics.Percentile(times, 0.99));
    }

    private static string Table(List<RetrievalReport> reports)
    {
        var lines = new List<string>
        {
            "| collection | documents | queries | nDCG@10 | R@1 | R@5 | R@10 | R@100 | MRR@10 | p50 ms | p99 ms | data |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
        };
        lines.AddRange(reports.Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"| {r.Name} | {r.Documents} | {r.Queries} | {r.NdcgAt10:0.0000} | {r.RecallAt1:0.000} | {r.RecallAt5:0.000} | {r.RecallAt10:0.000} | {r.RecallAt100:0.000} | {r.MrrAt10:0.000} | {r.P50Ms:0.00} | {r.P99Ms:0.00} | {r.DataHash[..12]} |")));
        return string.Join('\n', lines);
    }
}
