using System.Text.Json;
using Assistant.Connectors.Producers.Folders;
using Assistant.Connectors.Producers.Targets;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Ingestion;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Worker;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A process of the pipeline for tests that kill it: configuration as --key=value; says "ready" when it is up, "done JSON" when
// the folder of --folder is ingested, and ends when its standard input does.
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Configuration.AddCommandLine(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(o => o.SingleLine = true);
builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
var directory = new DataDirectory(builder.Configuration["Assistant:Data:Directory"]!);
var role = Enum.Parse<IngestionRole>(builder.Configuration["role"]!);
OwnerLock? owned = null;
if (role == IngestionRole.Owner && !OwnerLock.TryAcquire(directory, out owned, out var other))
{
    Console.WriteLine($"owned by {other.Pid}");
    return 1;
}

builder.Services.AddAssistantStorage(directory);
builder.Services.AddIndexEngine(builder.Configuration, directory);
builder.Services.AddSingleton<IEncoderLoader, WordEncoders>();
builder.Services.AddAssistantIngestion(builder.Configuration, role);
builder.Services.AddSingleton(provider => OrderedParser.Around(provider.GetRequiredService<ContentParser>()));
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
var ended = Task.Run(() => Console.In.ReadToEnd());
if (builder.Configuration["folder"] is { } folder)
{
    var services = host.Services;
    var target = new InProcessTarget(
        services.GetRequiredService<ContentIntake>(),
        services.GetRequiredService<IngestionProgress>(),
        services.GetRequiredService<IContentStore>(),
        services.GetRequiredService<IBlobStore>());
    await new FolderIngest(target).RunAsync(new FolderIngestRequest(folder, "default"));

    // Unchanged files may still be on their way from an earlier life.
    var progress = services.GetRequiredService<IngestionProgress>();
    while ((await progress.CountAsync()).Any(c => c.Value > 0 && c.Key is ContentState.Accepted or ContentState.Parsed or ContentState.Embedded))
        await Task.Delay(20);
    Console.WriteLine("done " + JsonSerializer.Serialize(await progress.CountAsync()));
}

await ended;
await host.StopAsync();
owned?.Dispose();
return 0;
