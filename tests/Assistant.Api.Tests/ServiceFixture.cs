using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Content;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests;

/// <summary>The whole service over a data directory of its own, without a socket.</summary>
public sealed class ServiceFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly WebApplicationFactory<Program> _factory;

    public ServiceFixture(params (string Key, string Value)[] settings)
        : this((IChatClient?)null, settings)
    {
    }

    /// <summary>A service with a language model; null for the one that the settings name.</summary>
    public ServiceFixture(IChatClient? model, params (string Key, string Value)[] settings)
        : this(services => { if (model is not null) services.AddSingleton(model); }, settings)
    {
    }

    /// <summary>A service with other parts.</summary>
    public ServiceFixture(Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        Data = Directory.CreateTempSubdirectory("assistant-api-").FullName;
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("Assistant:Data:Directory", Data);
            // Tests of encoders ask for them; the others start faster without.
            builder.UseSetting("Assistant:Encoders:Text", "none");
            builder.UseSetting("Assistant:Encoders:Image", "none");
            builder.UseSetting("Assistant:Llm:Model", "none");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            builder.ConfigureTestServices(configure);
        });
        Http = _factory.CreateClient();
    }

    public string Data { get; }

    /// <summary>A client without a key: the local user's while there are no keys.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _factory.Services;

    public HttpMessageHandler Handler() => _factory.Server.CreateHandler();

    public async Task<HttpClient> ClientOfAsync(ApiRole role, params string[] groups)
    {
        var (_, secret) = await Services.GetRequiredService<IApiKeyStore>().CreateAsync($"{role} {string.Join(' ', groups)}", role, groups);
        return ClientWith(secret);
    }

    public HttpClient ClientWith(string secret)
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>Submits a text and waits for its end.</summary>
    public Task<ContentInfo> SubmitAsync(string uri, string text, string collection = "default", HttpClient? http = null) =>
        SubmitAsync(new ContentBody { Uri = uri, Text = text, Collection = collection }, http);

    /// <summary>Submits a text and waits for its end.</summary>
    public async Task<ContentInfo> SubmitAsync(ContentBody body, HttpClient? http = null)
    {
        using var response = await (http ?? Http).PostAsJsonAsync("/api/content", body, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        var accepted = (await ReadAsync<ContentAccepted>(response)).Items[0];
        return await FinishedAsync(accepted.Id!);
    }

    public async Task<ContentInfo> FinishedAsync(string id)
    {
        Assert.True(DocumentId.TryParse(id, out var documentId));
        var store = Services.GetRequiredService<IContentStore>();
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(20))
        {
            var document = await store.FindAsync(documentId) ?? throw new InvalidOperationException("The document is gone.");
            if (document.State is ContentState.Indexed or ContentState.Rejected or ContentState.Failed)
                return Assistant.Api.Content.ContentMapping.ToInfo(document);
            Assert.True(DateTime.UtcNow < deadline, $"{document.Uri} is still {document.State}");
        }
    }

    public async Task<SearchResult> SearchAsync(string query, HttpClient? http = null, string? collection = null, int k = 10)
    {
        using var response = await (http ?? Http).PostAsJsonAsync("/api/search", new SearchBody { Query = query, Collection = collection, K = k }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        return await ReadAsync<SearchResult>(response);
    }

    public async Task<(AskResult Result, IReadOnlyList<string> Events)> AskAsync(string question, HttpClient? http = null, Guid? conversation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/ask") { Content = JsonContent.Create(new AskBody { Question = question, ConversationId = conversation }, options: AssistantJson.Options) };
        using var response = await (http ?? Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        List<string> events = [];
        AskResult? result = null;
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add(item.EventType);
            if (item.EventType == "done")
                result = JsonSerializer.Deserialize<AskResult>(item.Data, AssistantJson.Options);
        }

        return (result!, events);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<T>(AssistantJson.Options))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        for (var tries = 0; ; tries++)
        {
            try
            {
                Directory.Delete(Data, recursive: true);
                break;
            }
            catch (IOException) when (tries < 20)
            {
                // A merge of the index that was under way at the stop puts its last file down.
                await Task.Delay(100);
            }
        }
    }
}
