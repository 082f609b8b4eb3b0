using System.Diagnostics;
using System.Globalization;
using Assistant.Connectors.Producers.Folders;
using Assistant.Connectors.Producers.Targets;
using Assistant.Core.Chunking;
using Assistant.Core.Content;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Progress;
using Assistant.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Worker;

/// <summary>Measures a folder's ingestion, submission to searchable, against a bare loop that parses and inserts the same chunks into an FTS5 table in transactions of 100.</summary>
internal static class Benchmark
{
    public static async Task RunAsync(string folder, string scratch, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var work = Directory.CreateDirectory(Path.Combine(scratch, round.ToString(CultureInfo.InvariantCulture))).FullName;
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var (files, bareSeconds, chunks) = await BareAsync(folder, Path.Combine(work, "bare.db"));
            var bareCpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var (result, seconds) = await PipelineAsync(folder, Path.Combine(work, "data"));
            var pipelineCpu = Process.GetCurrentProcess().TotalProcessorTime - cpu - bareCpu;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: bare {files / bareSeconds:0} documents/s ({files} files, {chunks} chunks), pipeline {files / seconds:0} documents/s ({result}), ratio {bareSeconds / seconds:0.00}, processor {bareCpu.TotalSeconds:0.0} s and {pipelineCpu.TotalSeconds:0.0} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
        }
    }

    private static async Task<(int Files, double Seconds, int Chunks)> BareAsync(string folder, string path)
    {
        using var host = Build(path + ".data");
        var parser = host.Services.GetRequiredService<ContentParser>();
        var chunker = host.Services.GetRequiredService<PassageChunker>();
        await using var connection = new SqliteConnection("Data Source=" + path);
        connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE VIRTUAL TABLE passage USING fts5(title, headings, text, tokenize='porter unicode61')");
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO passage(title, headings, text) VALUES(@title, @headings, @text)";
        var (title, headings, text) = (insert.Parameters.Add("@title", SqliteType.Text), insert.Parameters.Add("@headings", SqliteType.Text), insert.Parameters.Add("@text", SqliteType.Text));
        insert.Prepare();
        var startedAt = Stopwatch.GetTimestamp();
        var files = FolderReader.Read(folder);
        var (count, chunks) = (0, 0);
        foreach (var batch in files.Chunk(100))
        {
            await using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var file in batch)
            {
                var bytes = await File.ReadAllBytesAsync(file.Path);
                if (await parser.ParseAsync(new ParseInput(file.Uri, null, default, bytes), (_, _) => ValueTask.CompletedTask, default) is not ParseOutcome.Parsed { Document: var document })
                    continue;
                count++;
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

        return (count, Stopwatch.GetElapsedTime(startedAt).TotalSeconds, chunks);

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private static async Task<(string Result, double Seconds)> PipelineAsync(string folder, string data)
    {
        using var host = Build(data);
        await host.StartAsync();
        var services = host.Services;
        var target = new InProcessTarget(
            services.GetRequiredService<ContentIntake>(),
            services.GetRequiredService<IngestionProgress>(),
            services.GetRequiredService<IContentStore>(),
            services.GetRequiredService<IBlobStore>());
        var startedAt = Stopwatch.GetTimestamp();
        var result = await new FolderIngest(target).RunAsync(new FolderIngestRequest(folder, "default") { Wait = true });
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        await host.StopAsync();
        return ($"{result.Indexed} indexed, {result.Rejected} rejected, {result.Failed} failed", seconds);
    }

    private static IHost Build(string data)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Assistant:Data:Directory"] = data;
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddAssistantStorage(new DataDirectory(data));
        builder.Services.AddAssistantIngestion(builder.Configuration, IngestionRole.Owner);
        return builder.Build();
    }
}
