using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Api.Tests.Browser;

/// <summary>The whole service on a loopback port, over a data directory of its own that outlives it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningService(WebApplication app, string directory)
    {
        _app = app;
        Directory = directory;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    /// <summary>Settings of a service that finds by words alone, and starts faster.</summary>
    public static (string Key, string Value)[] WithoutEncoders { get; } = [("Assistant:Encoders:Text", "none"), ("Assistant:Encoders:Image", "none"), ("Assistant:Llm:Model", "none")];

    public string Directory { get; }

    public Uri Address { get; }

    /// <summary>Plain requests, as another client would send them.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("assistant-browser-").FullName;

    /// <param name="directory">Data directory; an earlier service may have used it.</param>
    /// <param name="port">0 for any.</param>
    /// <param name="configure">Replaces parts of the service.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<RunningService> StartAsync(string directory, int port = 0, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Assistant:Data:Directory"] = directory });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddAssistant();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAssistant();
        await app.StartAsync();
        return new RunningService(app, directory);
    }

    /// <summary>Uploads files and waits until each has a final state.</summary>
    public async Task IngestAsync(string collection, IEnumerable<(string Uri, byte[] Bytes)> files)
    {
        using var form = new MultipartFormDataContent { { new StringContent(collection), "collection" } };
        foreach (var (uri, bytes) in files)
            form.Add(new ByteArrayContent(bytes), "file", uri);
        using var response = await Http.PostAsync("/api/content", form);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        await SettledAsync();
    }

    /// <summary>Waits until nothing is on its way.</summary>
    public async Task SettledAsync()
    {
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (true)
        {
            var list = await ListAsync();
            if (list.Counts.All(count => count.Value == 0 || count.Key is "Indexed" or "Rejected" or "Failed"))
                return;
            Assert.True(DateTime.UtcNow < deadline, "Documents are still on their way: " + string.Join(", ", list.Counts));
            await Task.Delay(100);
        }
    }

    public async Task<ContentList> ListAsync(string query = "") =>
        (await Http.GetFromJsonAsync<ContentList>("/api/content?limit=1000" + query, AssistantJson.Options))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
