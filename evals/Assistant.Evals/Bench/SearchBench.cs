using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Retrieval;
using Assistant.Evals.Corpus;
using Assistant.Evals.Ranking;
using Microsoft.Data.Sqlite;

namespace Assistant.Evals.Bench;

/// <summary>What <c>bench search</c> was asked for.</summary>
/// <param name="Chunks">Passages to generate.</param>
/// <param name="Queries">Queries measured.</param>
/// <param name="Seed">Of text and queries.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record SearchBenchOptions(int Chunks = 100_000, int Queries = 300, int Seed = 1, bool Json = false);

/// <summary>
/// Times in milliseconds: the product's whole search (k = 10, snippets included) against the bare FTS5 query, alternating in one run. Memory after
/// loading and the first searches, before the bare table is built in the same process.
/// </summary>
public sealed record SearchBenchReport(
    int Chunks, int Queries, int Seed, double LoadSeconds, double ProductP50Ms, double ProductP99Ms, double BareP50Ms, double BareP99Ms, double RatioP50, double MedianOverheadMs, double ResidentMegabytes, double OwnMegabytes);

/// <summary>The bench <c>search</c>.</summary>
public static class SearchBench
{
    private const int WordsPerChunk = 100;
    private const int ChunksPerDocument = 10;
    private const int FirstSearches = 100;

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(SearchBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        await error.WriteLineAsync($"generating and indexing {options.Chunks} passages").ConfigureAwait(false);
        var report = await MeasureAsync(options, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Loads the text and measures.</summary>
    public static async Task<SearchBenchReport> MeasureAsync(SearchBenchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = EvalDatabase.Open();
        await using var _ = database.ConfigureAwait(false);
        var text = new ZipfText(options.Seed);
        var started = Stopwatch.GetTimestamp();
        await database.AddAsync(Documents(text, options.Chunks), cutAtLines: true, cancellationToken).ConfigureAwait(false);
        var loadSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var first = new ZipfText(options.Seed + 1);
        for (var i = 0; i < FirstSearches; i++)
            await SearchAsync(database.Retriever, first.NextQuery(), cancellationToken).ConfigureAwait(false);
        var (residentMegabytes, ownMegabytes) = (Environment.WorkingSet / 1e6, OwnMegabytes());
        await database.Reference.CatchUpAsync(cancellationToken).ConfigureAwait(false);

        var bare = new SqliteConnection($"Data Source={Path.Combine(database.Data.IndexPath, "fts5.db")};Mode=ReadOnly;Pooling=False");
        await using var __ = bare.ConfigureAwait(false);
        await bare.OpenAsync(cancellationToken).ConfigureAwait(false);
        // The bare query reads its pages as the product's sessions do.
        Execute(bare, "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16384");
        using var command = bare.CreateCommand();
        command.CommandText = "SELECT rowid, rank FROM chunk_text WHERE chunk_text MATCH $query ORDER BY rank LIMIT 10";
        var parameter = command.Parameters.Add("$query", SqliteType.Text);

        var (product, plain) = (new List<double>(), new List<double>());
        for (var i = -20; i < options.Queries; i++)
        {
            var query = text.NextQuery();
            parameter.Value = string.Join(" OR ", query.Split(' ').Distinct().Select(word => $"\"{word}\""));
            var (a, b) = (0.0, 0.0);
            // Each goes first half of the time: the second finds the pages warm.
            if (i % 2 == 0) a = await SearchAsync(database.Retriever, query, cancellationToken).ConfigureAwait(false);
            b = Read(command);
            if (i % 2 != 0) a = await SearchAsync(database.Retriever, query, cancellationToken).ConfigureAwait(false);
            if (i < 0) continue;
            product.Add(a);
            plain.Add(b);
        }

        double P(List<double> times, double share) => RankingMetrics.Percentile(times, share);
        return new SearchBenchReport(
            options.Chunks, options.Queries, options.Seed, loadSeconds, P(product, 0.5), P(product, 0.99), P(plain, 0.5), P(plain, 0.99), P(product, 0.5) / P(plain, 0.5),
            P([.. product.Zip(plain, (x, y) => x - y)], 0.5), residentMegabytes, ownMegabytes);
    }

    private static async Task<double> SearchAsync(IRetriever retriever, string query, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await retriever.SearchAsync(new SearchRequest(query), cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Read(SqliteCommand command)
    {
        var started = Stopwatch.GetTimestamp();
        using var rows = command.ExecuteReader();
        while (rows.Read()) rows.GetInt64(0);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the text is a constant of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static IEnumerable<(string Uri, string Title, string Text)> Documents(ZipfText text, int chunks)
    {
        for (var first = 0; first < chunks; first += ChunksPerDocument)
        {
            var lines = Enumerable.Range(0, Math.Min(ChunksPerDocument, chunks - first)).Select(_ => text.Next(WordsPerChunk));
            yield return (string.Create(CultureInfo.InvariantCulture, $"{first:0000000}.txt"), text.Next(4), string.Join('\n', lines));
        }
    }

    /// <summary>Resident memory that is the process's own: pages of the mapped index file are the system's to take back.</summary>
    private static double OwnMegabytes()
    {
        if (!OperatingSystem.IsLinux()) return double.NaN;
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(8).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static string Describe(SearchBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Chunks} passages of {WordsPerChunk} words, {r.Queries} queries of 2 to 6 words, seed {r.Seed}; loaded in {r.LoadSeconds:0.0} s
        product search  p50 {r.ProductP50Ms:0.00} ms  p99 {r.ProductP99Ms:0.00} ms
        bare FTS5       p50 {r.BareP50Ms:0.00} ms  p99 {r.BareP99Ms:0.00} ms
        ratio of p50 {r.RatioP50:0.00}; median overhead {r.MedianOverheadMs:0.00} ms; resident {r.ResidentMegabytes:0} MB, {r.OwnMegabytes:0} MB of it without mapped files
        """);
}
