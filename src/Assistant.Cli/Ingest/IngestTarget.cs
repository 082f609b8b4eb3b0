using Assistant.Cli.Client;
using Assistant.Connectors.Producers.Targets;
using Assistant.Core.Content;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Progress;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Ingest;

/// <summary>Where an ingest goes: to a running service, or into the pipeline of this process.</summary>
internal sealed class IngestTarget : IAsyncDisposable
{
    private readonly IAsyncDisposable _owned;

    private IngestTarget(IContentTarget target, IServiceProvider? services, Func<string, CancellationToken, Task<long>> pending, IAsyncDisposable owned) =>
        (Content, Services, PendingAsync, _owned) = (target, services, pending, owned);

    public IContentTarget Content { get; }

    /// <summary>Services of the pipeline in this process; null when a service does the work.</summary>
    public IServiceProvider? Services { get; }

    /// <summary>Documents of a collection that are still on their way.</summary>
    public Func<string, CancellationToken, Task<long>> PendingAsync { get; }

    public static async Task<IngestTarget> OpenAsync(string data, Uri? server)
    {
        if (Clients.RunningService(data, server) is { } service)
        {
            var http = HttpAssistantClient.Connect(service);
            var client = new HttpAssistantClient(service);
            return new IngestTarget(
                new HttpTarget(http),
                null,
                async (collection, token) => (await client.CollectionsAsync(token)).FirstOrDefault(one => one.Name == collection)?.Pending ?? 0,
                new Both(client, http));
        }

        var pipeline = await LocalPipeline.StartAsync(new DataDirectory(data));
        return new IngestTarget(InProcess(pipeline.Services), pipeline.Services, (collection, token) => PendingIn(pipeline.Services, collection, token), pipeline);
    }

    /// <summary>Delivers to the pipeline of a host in this process.</summary>
    public static InProcessTarget InProcess(IServiceProvider services) => new(
        services.GetRequiredService<ContentIntake>(),
        services.GetRequiredService<IngestionProgress>(),
        services.GetRequiredService<IContentStore>(),
        services.GetRequiredService<IBlobStore>());

    /// <summary>Documents of a collection that are on their way through the pipeline of a host in this process.</summary>
    public static async Task<long> PendingIn(IServiceProvider services, string collection, CancellationToken cancellationToken)
    {
        var counts = await services.GetRequiredService<IContentStore>().CountAsync([collection], cancellationToken);
        return counts.Where(count => count.Key is ContentState.Accepted or ContentState.Parsed or ContentState.Embedded).Sum(count => count.Value);
    }

    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private sealed class Both(IAsyncDisposable first, IDisposable second) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await first.DisposeAsync();
            second.Dispose();
        }
    }
}
