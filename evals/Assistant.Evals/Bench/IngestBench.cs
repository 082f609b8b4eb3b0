using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Connectors.Producers.Folders;
using Assistant.Connectors.Producers.Targets;
using Assistant.Contracts.Http;
using Assistant.Core.Chunking;
using Assistant.Core.Content;
using Assistant.Evals.Ranking;
using Assistant.Index;
using Assistant.Ingestion;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Progress;
using Assistant.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assistant.Evals.Bench;

/// <summary>What <c>bench ingest</c> was asked for.</summary>
/// <param name="Folder">Folder whose files are ingested.</param>
/// <param name="Rounds">Rounds of bare loop and pipeline, alternating.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record IngestBenchOptions(string Folder, int Rounds = 3, bool Json = false);

/// <summary>Medians over the rounds: documents a second through the whole pipeline (submission to searchable) and through the bare loop.</summary>
public sealed record IngestBenchReport(int Documents, int Chunks, int Rounds, double PipelinePerSecond, double BarePerSecond, double Ratio, double PeakResidentMegabytes, int Indexed, int Rejected, int Failed);

/// <summary>
/// The bench <c>ingest</c>: the pipeline in this process against a loop that reads, parses and chunks with the same parser and inserts
/// the same chunks into an FTS5 table in transactions of 100 documents.
/// </summary>
public static class IngestBench
{
    private const int DocumentsPerTransaction = 100;

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0, or 1 when the folder is missing or holds nothing that can be ingested.</returns>
    public static async Task<int> RunAsync(IngestBenchOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (!Directory.Exists(options.Folder) || FolderReader.Read(options.Folder).Count == 0)
        {
            await error.WriteLineAsync($"{options.Folder} is not a folder with files.").ConfigureAwait(false);
            return 1;
        }

        var report = await MeasureAsync(options, error, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Measures; every round works in folders of its own that are removed.</summary>
    public static async Task<IngestBenchReport> MeasureAsync(IngestBenchOptions options, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        var (bareRates, pipelineRates, ratios) = (new List<double>(), new List<double>(), new List<double>());
        var (documents, chunks) = (0, 0);
        IngestResult? result = null;
        for (var round = 1; round <= options.Rounds; round++)
        {
            var work = Directory.CreateTempSubdirectory("assistant-bench-").FullName;
            try
            {
                (documents, chunks, var bareSeconds) = await BareAsync(options.Folder, work, cancellationToken).ConfigureAwait(false);
                (result, var seconds) = await PipelineAsync(options.Folder, Path.Combine(work, "data"), cancellationToken).ConfigureAwait(false);
                bareRates.Add(documents / bareSeconds);
                pipelineRates.Add(documents / seconds);
                ratios.Add(bareSeconds / seconds);
                await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round}: bare {bareRates[^1]:0}/s, pipeline {pipelineRates[^1]:0}/s, ratio {ratios[^1]:0.00}")).ConfigureAwait(false);
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                Directory.Delete(work, recursive: true);
            }
        }

        using var process = Process.GetCurrentProcess();
        return new IngestBenchReport(
            documents, chunks, options.Rounds, RankingMetrics.Percentile(pipelineRates, 0.5), RankingMetrics.Percentile(bareRates, 0.5), RankingMetrics.Percentile(ratios, 0.5),
            process.PeakWorkingSet64 / 1e6, result?.Indexed ?? 0, result?.Rejected ?? 0, result?.Failed ?? 0);
    }

    private static async Task<(int Documents, int Chunks, double Seconds)> BareAsync(string folder, string work, CancellationToken cancellationToken)
    {
        using var host = Build(Path.Combine(work, "parser"));
        var parser = host.Services.GetRequiredService<ContentParser>();
        var chunker = host.Services.GetRequiredService<PassageChunker>();
        var connection = new SqliteConnection($"Data Source={Path.Combine(work, "bare.db")}");
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var create = connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;CREATE VIRTUAL TABLE passage USING fts5(title, headings, text, tokenize='porter unicode61')";
        create.ExecuteNonQuery();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO passage(title, headings, text) VALUES($title, $headings, $text)";
        var (title, headings, text) = (insert.Parameters.Add("$title", SqliteType.Text), insert.Parameters.Add("$headings", SqliteType.Text), insert.Parameters.Add("$text", SqliteType.Text));
        var started = Stopwatch.GetTimestamp();
        var (documents, chunks) = (0, 0);
        foreach (var batch in FolderReader.Read(folder).Chunk(DocumentsPerTransaction))
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var file in batch)
            {
                var bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken).ConfigureAwait(false);
                var outcome = await parser.ParseAsync(new ParseInput(file.Uri, null, BlobHash.Of(bytes), bytes), (_, _) => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
                if (outcome is not ParseOutcome.Parsed(var document)) continue;
                documents++;
                foreach (var chunk in chunker.Chunk(document))
                {
                    title.Value = document.Title ?? "";
                    headings.Value = string.Join(' ', chunk.Headings);
                    text.Value = document.Text[chunk.Start..chunk.End];
                    insert.ExecuteNonQuery();
                    chunks++;
                }
            }

            transaction.Commit();
        }

        return (documents, chunks, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<(IngestResult Result, double Seconds)> PipelineAsync(string folder, string data, CancellationToken cancellationToken)
    {
        using var host = Build(data);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        var services = host.Services;
        var target = new InProcessTarget(
            services.GetRequiredService<ContentIntake>(), services.GetRequiredService<IngestionProgress>(), services.GetRequiredService<IContentStore>(), services.GetRequiredService<IBlobStore>());
        var started = Stopwatch.GetTimestamp();
        var result = await new FolderIngest(target).RunAsync(new FolderIngestRequest(folder, "default") { Wait = true }, cancellationToken: cancellationToken).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync(cancellationToken).ConfigureAwait(false);
        return (result, seconds);
    }

    private static IHost Build(string data)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Assistant:Data:Directory"] = data;
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        var directory = new DataDirectory(data);
        builder.Services.AddAssistantStorage(directory);
        builder.Services.AddAssistantIndex(Path.Combine(directory.IndexPath, "hybrid"));
        builder.Services.AddAssistantIngestion(builder.Configuration, IngestionRole.Owner);
        return builder.Build();
    }

    private static string Describe(IngestBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Documents} documents, {r.Chunks} passages, median of {r.Rounds} rounds
        pipeline {r.PipelinePerSecond:0} documents/s ({r.Indexed} indexed, {r.Rejected} rejected, {r.Failed} failed)
        bare     {r.BarePerSecond:0} documents/s
        ratio {r.Ratio:0.00}; peak resident {r.PeakResidentMegabytes:0} MB
        """);
}
