using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Client;

/// <summary>Talks to a service.</summary>
internal sealed class HttpAssistantClient : IAssistantClient
{
    private readonly HttpClient _http;

    public HttpAssistantClient(ServiceAddress service) => _http = Connect(service);

    /// <summary>A client for a service, with its key; without a time limit, because answers and uploads take what they take.</summary>
    public static HttpClient Connect(ServiceAddress service)
    {
        var http = new HttpClient { BaseAddress = new Uri(service.Address.GetLeftPart(UriPartial.Authority) + "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (service.Key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Key);
        return http;
    }

    public async Task<SearchResult> SearchAsync(SearchBody body, CancellationToken cancellationToken) =>
        (await SendAsync<SearchResult>(HttpMethod.Post, "api/search", JsonContent.Create(body, options: AssistantJson.Options), cancellationToken))!;

    public async Task<AskResult> AskAsync(AskBody body, Action<AskStep> onStep, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/ask") { Content = JsonContent.Create(body, options: AssistantJson.Options) };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await EnsureAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        AskStarted? started = null;
        // The answer would go on without anybody who waits for it.
        await using var stop = cancellationToken.Register(() => Stop(started));
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            switch (item.EventType)
            {
                case "started":
                    started = JsonSerializer.Deserialize<AskStarted>(item.Data, AssistantJson.Options);
                    break;
                case "done":
                    return JsonSerializer.Deserialize<AskResult>(item.Data, AssistantJson.Options)!;
                case "error":
                    using (var problem = JsonDocument.Parse(item.Data))
                        throw new UserException(problem.RootElement.GetProperty("detail").GetString()!);
                default:
                    onStep(JsonSerializer.Deserialize<AskStep>(item.Data, AssistantJson.Options)!);
                    break;
            }
        }

        throw new UserException("the service ended the answer in the middle; its log says why. Ask again.");
    }

    private void Stop(AskStarted? started)
    {
        if (started is null)
            return;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/conversations/{started.ConversationId}/messages/{started.MessageId}/stop");
            _http.Send(request).Dispose();
        }
        catch (HttpRequestException)
        {
            // The service is gone, and the answer with it.
        }
    }

    public async Task<ContentList> ListAsync(DocumentQuery query, CancellationToken cancellationToken)
    {
        var parameters = new (string Name, string? Value)[]
        {
            ("collection", query.Collection), ("state", query.State), ("contains", query.Contains), ("after", query.After), ("source", query.Source),
            ("limit", query.Limit.ToString(CultureInfo.InvariantCulture)),
        };
        var path = "api/content?" + string.Join('&', parameters.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        return (await SendAsync<ContentList>(HttpMethod.Get, path, null, cancellationToken))!;
    }

    public Task<ContentInfo?> FindAsync(string id, CancellationToken cancellationToken) => SendAsync<ContentInfo>(HttpMethod.Get, $"api/content/{Uri.EscapeDataString(id)}", null, cancellationToken);

    public Task<ContentText?> ReadTextAsync(string id, CancellationToken cancellationToken) => SendAsync<ContentText>(HttpMethod.Get, $"api/content/{Uri.EscapeDataString(id)}/text", null, cancellationToken);

    public Task<ContentDeletion?> DeleteAsync(string id, CancellationToken cancellationToken) => SendAsync<ContentDeletion>(HttpMethod.Delete, $"api/content/{Uri.EscapeDataString(id)}", null, cancellationToken);

    public Task<ContentInfo?> RedriveAsync(string id, CancellationToken cancellationToken) => SendAsync<ContentInfo>(HttpMethod.Post, $"api/content/{Uri.EscapeDataString(id)}/redrive", null, cancellationToken);

    public async Task<int> RedriveFailedAsync(string? collection, CancellationToken cancellationToken)
    {
        var path = "api/content/redrive?state=Failed" + (collection is null ? "" : "&collection=" + Uri.EscapeDataString(collection));
        return (await SendAsync<JsonElement>(HttpMethod.Post, path, null, cancellationToken)).GetProperty("redriven").GetInt32();
    }

    public async Task<IReadOnlyList<CollectionInfo>> CollectionsAsync(CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<CollectionInfo>>(HttpMethod.Get, "api/collections", null, cancellationToken))!;

    public async Task<CollectionInfo> SetGroupsAsync(string collection, IReadOnlyList<string> groups, CancellationToken cancellationToken) =>
        (await SendAsync<CollectionInfo>(HttpMethod.Put, $"api/collections/{Uri.EscapeDataString(collection)}/groups", JsonContent.Create(groups), cancellationToken))!;

    public async Task<IReadOnlyList<EncoderInfo>> EncodersAsync(CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<EncoderInfo>>(HttpMethod.Get, "api/encoders", null, cancellationToken))!;

    public async Task<EncoderInfo> RollBackEncoderAsync(string role, CancellationToken cancellationToken) =>
        (await SendAsync<EncoderInfo>(HttpMethod.Post, "api/encoders/rollback", JsonContent.Create(new EncoderRollback { Role = role }, options: AssistantJson.Options), cancellationToken))!;

    public async Task<IReadOnlyList<AdapterInfo>> AdaptersAsync(CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<AdapterInfo>>(HttpMethod.Get, "api/adapters", null, cancellationToken))!;

    public async Task<AdapterChange> TrainAdapterAsync(string? direction, string? strategy, CancellationToken cancellationToken) =>
        (await SendAsync<AdapterChange>(HttpMethod.Post, "api/adapters/train", JsonContent.Create(new AdapterTrainBody { Direction = direction, Strategy = strategy }, options: AssistantJson.Options), cancellationToken))!;

    public async Task<AdapterChange> PromoteAdapterAsync(string version, string? direction, CancellationToken cancellationToken) =>
        (await SendAsync<AdapterChange>(HttpMethod.Post, "api/adapters/promote", JsonContent.Create(new AdapterPromoteBody { Version = version, Direction = direction }, options: AssistantJson.Options), cancellationToken))!;

    public async Task<AdapterChange> RollBackAdapterAsync(string? direction, CancellationToken cancellationToken) =>
        (await SendAsync<AdapterChange>(HttpMethod.Post, "api/adapters/rollback", JsonContent.Create(new AdapterRollbackBody { Direction = direction }, options: AssistantJson.Options), cancellationToken))!;

    public async Task<EncoderPrune> PruneEncodersAsync(CancellationToken cancellationToken) =>
        (await SendAsync<EncoderPrune>(HttpMethod.Post, "api/encoders/prune", null, cancellationToken))!;

    public async Task<IReadOnlyList<FactInfo>> FactsAsync(bool superseded, CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<FactInfo>>(HttpMethod.Get, $"api/memory?superseded={superseded}", null, cancellationToken))!;

    public Task<bool> EditFactAsync(Guid id, string text, CancellationToken cancellationToken) =>
        ExistsAsync(HttpMethod.Patch, $"api/memory/{id}", JsonContent.Create(new FactPatch { Text = text }, options: AssistantJson.Options), cancellationToken);

    public Task<bool> DeleteFactAsync(Guid id, CancellationToken cancellationToken) => ExistsAsync(HttpMethod.Delete, $"api/memory/{id}", null, cancellationToken);

    public async Task<IReadOnlyList<TripleInfo>> TriplesAsync(TripleQuery query, CancellationToken cancellationToken)
    {
        (string Name, string? Value)[] parameters =
        [
            ("about", query.About), ("relation", query.Relation), ("collection", query.Collection), ("document", query.Document),
            ("after", query.After?.ToString(CultureInfo.InvariantCulture)), ("limit", query.Limit.ToString(CultureInfo.InvariantCulture)),
        ];
        var text = string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return (await SendAsync<IReadOnlyList<TripleInfo>>(HttpMethod.Get, $"api/knowledge?{text}", null, cancellationToken))!;
    }

    public async Task<MemoryConsolidationInfo> ConsolidateMemoryAsync(CancellationToken cancellationToken) =>
        (await SendAsync<MemoryConsolidationInfo>(HttpMethod.Post, "api/memory/consolidate", null, cancellationToken))!;

    public async Task<FeedbackStored> FeedbackAsync(FeedbackBody body, CancellationToken cancellationToken) =>
        await SendAsync<FeedbackStored>(HttpMethod.Post, "api/feedback", JsonContent.Create(body, options: AssistantJson.Options), cancellationToken)
        ?? throw new UserException("there is no such document or search, or you may not read it.");

    public async Task<IReadOnlyList<ReplayCountInfo>> ReplayCountsAsync(CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<ReplayCountInfo>>(HttpMethod.Get, "api/replay", null, cancellationToken))!;

    public async Task<IReadOnlyList<ReplayItemInfo>> ReplayItemsAsync(bool all, int limit, CancellationToken cancellationToken) =>
        (await SendAsync<IReadOnlyList<ReplayItemInfo>>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/replay/items?all={all}&limit={limit}"), null, cancellationToken))!;

    public async IAsyncEnumerable<ReplayExportLine> ExportReplayAsync(bool all, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/replay/export?all={all}");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await EnsureAsync(response, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            yield return JsonSerializer.Deserialize<ReplayExportLine>(line, AssistantJson.Options)!;
    }

    public Task<bool> DeleteReplayAsync(Guid id, CancellationToken cancellationToken) => ExistsAsync(HttpMethod.Delete, $"api/replay/items/{id}", null, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ExistsAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        await EnsureAsync(response, cancellationToken);
        return true;
    }

    private async Task<T?> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return default;
        await EnsureAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(AssistantJson.Options, cancellationToken);
    }

    /// <summary>Gives the service's own words for a refusal.</summary>
    private static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var words = $"the service answered {(int)response.StatusCode}";
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out var detail))
                words = detail.GetString() ?? words;
        }
        catch (JsonException)
        {
            // Not one of our services: the status has to do.
        }

        throw new UserException(words + (response.StatusCode == HttpStatusCode.Unauthorized ? " Set it in the environment as ASSISTANT_API_KEY." : ""));
    }
}
