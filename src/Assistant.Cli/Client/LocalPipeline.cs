using Assistant.Api.Hosting;
using Assistant.Cli.Shell;
using Assistant.Connectors.Producers;
using Assistant.Inference;
using Assistant.Ingestion;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Assistant.Cli.Client;

/// <summary>The ingestion pipeline in this process, as the owner of its data directory.</summary>
internal sealed class LocalPipeline : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly OwnerLock _owner;

    private LocalPipeline(IHost host, OwnerLock owner) => (_host, _owner) = (host, owner);

    public IServiceProvider Services => _host.Services;

    /// <summary>Takes the directory and starts every step.</summary>
    /// <exception cref="UserException">Another process owns it.</exception>
    public static async Task<LocalPipeline> StartAsync(DataDirectory directory)
    {
        if (!OwnerLock.TryAcquire(directory, out var owner, out var other))
            throw new UserException(DataDirectoryServices.Owned(directory, other));
        try
        {
            var configuration = LocalServices.Configuration(directory);
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory, DisableDefaults = true });
            builder.Configuration.AddConfiguration(configuration);
            LocalServices.Logging(builder.Logging);
            builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
            builder.Services.AddKnowledge(configuration, directory, owner: true);
            builder.Services.AddAssistantInference(configuration);
            builder.Services.AddAssistantIngestion(configuration, IngestionRole.Owner);
            builder.Services.AddAssistantProducers(configuration);
            var host = builder.Build();
            // Not to be interrupted: that would be logged as a failure of every part, and the start takes a moment only.
            await host.StartAsync(CancellationToken.None);
            return new LocalPipeline(host, owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Stops in order: what is under way is finished or left to be taken up at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            _host.Dispose();
        _owner.Dispose();
    }
}
