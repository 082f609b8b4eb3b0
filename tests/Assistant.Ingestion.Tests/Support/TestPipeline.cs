using System.Text;
using Assistant.Connectors.Producers.Targets;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Worker;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Tests.Support;

/// <summary>The owner's pipeline as a host runs it: real SQLite, real bus, in a temporary data directory.</summary>
internal sealed class TestPipeline : IAsyncDisposable
{
    private readonly IHost host;

    private TestPipeline(IHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    public ContentIntake Intake => Services.GetRequiredService<ContentIntake>();

    public IContentStore Store => Services.GetRequiredService<IContentStore>();

    public IBlobStore Blobs => Services.GetRequiredService<IBlobStore>();

    public IngestionProgress Progress => Services.GetRequiredService<IngestionProgress>();

    public IKnowledgeIndex Index => Services.GetRequiredService<IKnowledgeIndex>();

    public InProcessTarget Target => new(Intake, Progress, Store, Blobs);

    public static async Task<TestPipeline> StartAsync(string dataDirectory, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null, bool start = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["Assistant:Data:Directory"] = dataDirectory;
        builder.Logging.SetMinimumLevel(LogLevel.Critical).AddSimpleConsole();
        builder.Services.AddAssistantStorage(new DataDirectory(dataDirectory));
        builder.Services.AddIndexEngine(builder.Configuration, new DataDirectory(dataDirectory));
        builder.Services.AddAssistantIngestion(builder.Configuration, IngestionRole.Owner);
        builder.Services.AddSingleton(provider => OrderedParser.Around(provider.GetRequiredService<ContentParser>()));
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        if (start)
            await host.StartAsync();
        return new TestPipeline(host);
    }

    /// <summary>Starts a pipeline that was made without being started.</summary>
    public Task StartAsync() => host.StartAsync();

    public async Task<Acceptance> SubmitAsync(string uri, string text, string collection = "default") => (await SubmitAsync([(uri, text)], collection))[0];

    public async Task<IReadOnlyList<Acceptance>> SubmitAsync(IReadOnlyList<(string Uri, string Text)> documents, string collection = "default")
    {
        var bytes = documents.Select(d => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(d.Text)).ToArray();
        var hashes = await Blobs.PutAsync(bytes);
        return await Intake.SubmitAsync([.. documents.Select((d, i) => new Submission(collection, d.Uri, hashes[i], bytes[i].Length))]);
    }

    public async Task<Acceptance> SubmitAsync(string uri, byte[] bytes)
    {
        var hashes = await Blobs.PutAsync([bytes]);
        return (await Intake.SubmitAsync([new Submission("default", uri, hashes[0], bytes.Length)]))[0];
    }

    public async Task<IReadOnlyList<DocumentRecord>> FinishAsync(params IEnumerable<Acceptance> accepted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        return await Progress.WaitAsync(accepted.Select(a => a.Ref), limit.Token);
    }

    /// <summary>Uris of the documents that a search finds, best first, each once for each passage.</summary>
    public Task<IReadOnlyList<string>> SearchAsync(string text) => SearchAsync(Services, text);

    /// <summary>Passages that the index itself gives.</summary>
    public async Task<int> CountHitsAsync(string text) => (await Index.SearchAsync(new IndexQuery(text, [], new SearchFilter(), 100))).Legs[0].Hits.Count;

    public static async Task<IReadOnlyList<string>> SearchAsync(IServiceProvider services, string text, int depth = 100)
    {
        var result = await services.GetRequiredService<IKnowledgeIndex>().SearchAsync(new IndexQuery(text, [], new SearchFilter(), depth));
        var passages = await services.GetRequiredService<IContentStore>().ReadPassagesAsync([.. result.Legs[0].Hits.Select(h => h.ChunkKey)], null);
        return [.. passages.Select(p => p.Uri)];
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
