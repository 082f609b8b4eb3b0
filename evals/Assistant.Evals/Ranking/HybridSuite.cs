using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Evals.Beir;
using Assistant.Evals.Corpus;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Ranking;

/// <summary>What <c>eval hybrid</c> was asked for.</summary>
/// <param name="Collections">Folders or archives in BEIR layout.</param>
/// <param name="Model">The encoder of both roles.</param>
/// <param name="Files">For collections whose ids are uris and that have no corpus: the folder with the files.</param>
/// <param name="Json">One JSON document instead of tables.</param>
public sealed record HybridSuiteOptions(IReadOnlyList<string> Collections, string Model = EncoderOptions.Bundled, string? Files = null, bool Json = false);

/// <summary>Measures of one choice of weights: means over the queries, latency of a search for ten hits in milliseconds, encoding included.</summary>
public sealed record HybridRow(string Legs, double Bm25, double DenseText, double DenseImage, double NdcgAt10, double RecallAt10, double RecallAt100, double MrrAt10, double P50Ms);

/// <summary>Measures of one collection.</summary>
public sealed record HybridReport(string Name, string DataHash, string Encoder, int Documents, int Queries, IReadOnlyList<HybridRow> Rows);

/// <summary>The suite <c>hybrid</c>: words, vectors and both on the same judged queries, and what other weights would give.</summary>
public static class HybridSuite
{
    private const int Depth = 100;
    private static readonly double[] Sweep = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when a collection or the encoder cannot be read (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(HybridSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            using var loaded = EvalEncoder.Load(options.Model);
            var encoder = loaded.Encoder;
            var reports = new List<HybridReport>();
            foreach (var path in options.Collections)
            {
                var collection = BeirReader.Read(path, requireCorpus: options.Files is null);
                await error.WriteLineAsync($"{collection.Name}: {collection.Documents.Count} documents, {collection.Queries.Count} queries, {encoder.Id}").ConfigureAwait(false);
                reports.Add(await MeasureAsync(collection, encoder, options.Files, cancellationToken).ConfigureAwait(false));
            }

            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(reports, AssistantJson.Options) : string.Join("\n\n", reports.Select(Table))).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or EncoderLoadException or IOException or JsonException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Loads a collection into a database of its own and measures each leg, all of them, and other weights.</summary>
    public static async Task<HybridReport> MeasureAsync(BeirData collection, Encoder encoder, string? files = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(encoder);

        // The weights that the encoder brings along are one of the choices.
        var plain = encoder with { TextWeight = 1, ImageWeight = 1 };
        var database = EvalDatabase.Open(encoders: new FixedEncoders(plain, plain.Image is null ? null : plain));
        await using var _ = database.ConfigureAwait(false);
        if (files is null) await database.AddAsync(collection.Documents.Select(d => (d.Id, d.Title, d.Text)), cancellationToken: cancellationToken).ConfigureAwait(false);
        else await database.AddFolderAsync(files, cancellationToken).ConfigureAwait(false);
        await database.EmbedAsync(cancellationToken).ConfigureAwait(false);

        var usual = new LegWeights { DenseText = encoder.TextWeight, DenseImage = encoder.ImageWeight };
        var choices = new List<(string Name, LegWeights Weights)>
        {
            ("words", new LegWeights { Bm25 = 1, DenseText = 0, DenseImage = 0 }),
            ("text vectors", new LegWeights { Bm25 = 0, DenseText = 1, DenseImage = 0 }),
        };
        if (files is not null) choices.Add(("picture vectors", new LegWeights { Bm25 = 0, DenseText = 0, DenseImage = 1 }));
        choices.Add(("all, as configured", usual));
        if (files is not null) choices.Add(("all but pictures", new LegWeights { Bm25 = usual.Bm25, DenseText = usual.DenseText, DenseImage = 0 }));
        choices.AddRange(Sweep.Select(weight => (string.Create(CultureInfo.InvariantCulture, $"text vectors × {weight}"), new LegWeights { Bm25 = 1, DenseText = weight, DenseImage = usual.DenseImage })));

        var rows = new List<HybridRow>();
        foreach (var (name, weights) in choices)
        {
            var retriever = database.RetrieverWith(new RetrievalOptions { Weights = weights });
            rows.Add(await MeasureAsync(retriever, name, weights, collection.Queries, cancellationToken).ConfigureAwait(false));
        }

        var documents = (await database.Store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false)).Sum(one => one.Documents);
        return new HybridReport(collection.Name, collection.DataHash, encoder.Id, (int)documents, collection.Queries.Count, rows);
    }

    private static async Task<HybridRow> MeasureAsync(IRetriever retriever, string name, LegWeights weights, IReadOnlyList<BeirQuery> queries, CancellationToken cancellationToken)
    {
        var rankings = new List<(IReadOnlyDictionary<string, int> Relevant, List<string> Ranked)>();
        var times = new List<double>();
        foreach (var query in queries)
        {
            var response = await retriever.SearchAsync(new SearchRequest(query.Text) { Limit = Depth }, cancellationToken).ConfigureAwait(false);
            // A document counts where its best passage stands.
            rankings.Add((query.Relevant, [.. response.Hits.Select(hit => hit.Passage.Uri).Distinct(StringComparer.Ordinal)]));
            var started = Stopwatch.GetTimestamp();
            await retriever.SearchAsync(new SearchRequest(query.Text), cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new HybridRow(
            name, weights.Bm25, weights.DenseText, weights.DenseImage,
            rankings.Average(entry => RankingMetrics.Ndcg(entry.Ranked, entry.Relevant, 10)),
            rankings.Average(entry => RankingMetrics.Recall(entry.Ranked, entry.Relevant, 10)),
            rankings.Average(entry => RankingMetrics.Recall(entry.Ranked, entry.Relevant, 100)),
            rankings.Average(entry => RankingMetrics.ReciprocalRank(entry.Ranked, entry.Relevant, 10)),
            RankingMetrics.Percentile(times, 0.5));
    }

    private static string Table(HybridReport report)
    {
        var lines = new List<string>
        {
            $"{report.Name} ({report.DataHash[..12]}), {report.Documents} documents, {report.Queries} queries, {report.Encoder}",
            "| legs | nDCG@10 | R@10 | R@100 | MRR@10 | p50 ms |",
            "|---|---|---|---|---|---|",
        };
        lines.AddRange(report.Rows.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"| {row.Legs} | {row.NdcgAt10:0.0000} | {row.RecallAt10:0.000} | {row.RecallAt100:0.000} | {row.MrrAt10:0.000} | {row.P50Ms:0.00} |")));
        var (words, all) = (report.Rows.First(row => row.Legs == "words"), report.Rows.First(row => row.Legs == "all, as configured"));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"all legs against words alone: {all.NdcgAt10 - words.NdcgAt10:+0.0000;-0.0000;0} nDCG@10"));
        return string.Join('\n', lines);
    }
}
