using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Inference;
using Assistant.Ingestion;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Assistant.Cli.Worker;

/// <summary><c>assistant worker</c>: parses and embeds beside the service, fed by RabbitMQ.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var data = Options.Data();
        var command = new Command("worker", "Help a running service to ingest; needs RabbitMQ (ASSISTANT__BUS__TRANSPORT=RabbitMq)") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(parsed.GetValue(data)!);
            var configuration = LocalServices.Configuration(directory);
            if (!string.Equals(configuration["Assistant:Bus:Transport"], "RabbitMq", StringComparison.OrdinalIgnoreCase))
                throw new UserException("a worker needs a broker: set ASSISTANT__BUS__TRANSPORT=RabbitMq (and ASSISTANT__BUS__HOST), for the service too.", ExitCodes.BadUsage);
            directory.Create();
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory, DisableDefaults = true });
            builder.Configuration.AddConfiguration(configuration);
            LocalServices.Logging(builder.Logging);
            builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
            builder.Services.AddAssistantStorage(directory);
            builder.Services.AddAssistantInference(configuration);
            builder.Services.AddAssistantIngestion(configuration, IngestionRole.Worker);
            using var host = builder.Build();
            await host.StartAsync(CancellationToken.None);
            Output.Line($"Worker is ready   (data in {directory.Root}; stop it with Ctrl-C)");
            await Console.Out.FlushAsync(CancellationToken.None);
            await host.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
