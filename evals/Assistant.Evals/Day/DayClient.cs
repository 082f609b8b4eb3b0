using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Evals.Day;

/// <summary>The service over HTTP, as one of its users.</summary>
internal sealed class DayClient : IDisposable
{
    private readonly HttpClient http;

    /// <summary>Speaks for the holder of a key; null for whoever needs none.</summary>
    internal DayClient(Uri server, string? key)
    {
        http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(10) };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Makes a key and gives its text.</summary>
    internal async Task<string> KeyAsync(string name, string role, CancellationToken cancellationToken)
    {
        var answer = await PostAsync("/api/keys", new KeyBody { Name = name, Role = role }, cancellationToken).ConfigureAwait(false);
        return answer.GetProperty("secret").GetString()!;
    }

    /// <summary>Sends files; gives the ids of the documents in their order.</summary>
    internal async Task<IReadOnlyList<string>> SendAsync(string collection, IReadOnlyList<(string Uri, ReadOnlyMemory<byte> Bytes)> files, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var some in files.Chunk(100))
        {
            using var body = new MultipartFormDataContent { { new StringContent(collection), "collection" } };
            foreach (var (uri, bytes) in some) body.Add(new ReadOnlyMemoryContent(bytes), "file", uri);
            using var answer = await http.PostAsync(new Uri("/api/content", UriKind.Relative), body, cancellationToken).ConfigureAwait(false);
            var accepted = await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
            ids.AddRange(accepted.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString() ?? throw new InvalidOperationException($"{item} was refused")));
        }

        return ids;
    }

    /// <summary>Waits until nothing is on its way.</summary>
    internal async Task WaitForContentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var collections = await GetAsync("/api/collections", cancellationToken).ConfigureAwait(false);
            if (collections.EnumerateArray().All(collection => collection.GetProperty("pending").GetInt64() == 0)) return;
            await Task.Delay(250, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Searches.</summary>
    internal async Task<DaySearch> SearchAsync(string collection, string query, string modality, int k, CancellationToken cancellationToken)
    {
        var found = await PostAsync("/api/search", new SearchBody { Query = query, Collection = collection, Modality = modality, K = k }, cancellationToken).ConfigureAwait(false);
        return new DaySearch(
            found.TryGetProperty("searchId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null,
            found.GetProperty("adapter").GetString()!,
            [.. found.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("documentId").GetString()!)]);
    }

    /// <summary>Judges a document that a search gave, or should have given.</summary>
    internal Task JudgeAsync(string signal, string query, DaySearch search, string document, CancellationToken cancellationToken) =>
        PostAsync("/api/feedback", new { signal, query, searchId = search.Id, documentId = document }, cancellationToken);

    /// <summary>Learns now.</summary>
    /// <returns>Whether something was promoted, the version, and the reasons.</returns>
    internal async Task<DayRefresh> TrainAsync(CancellationToken cancellationToken)
    {
        var change = await PostAsync("/api/adapters/train", new { direction = "text-to-image" }, cancellationToken).ConfigureAwait(false);
        var version = change.GetProperty("version").GetString();
        var reasons = change.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!).ToList();
        var adapters = await GetAsync("/api/adapters", cancellationToken).ConfigureAwait(false);
        var info = adapters.EnumerateArray().FirstOrDefault(adapter => adapter.GetProperty("version").GetString() == version);
        var metrics = info.ValueKind == JsonValueKind.Undefined ? [] : info.GetProperty("metrics").EnumerateArray().Select(metric => string.Create(
            CultureInfo.InvariantCulture,
            $"{metric.GetProperty("name").GetString()} {metric.GetProperty("base").GetDouble():0.000} → {metric.GetProperty("value").GetDouble():0.000} [{Number(metric, "low")}, {Number(metric, "high")}]")).ToList();
        return new DayRefresh(version is not null && change.GetProperty("serving").GetString()!.Split('+').Contains(version), version, reasons, metrics);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string Number(JsonElement metric, string name) =>
        metric.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("0.000", CultureInfo.InvariantCulture) : "–";

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, AssistantJson.Options, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text.Length > 0 ? text : "null");
        return document.RootElement.Clone();
    }
}

/// <summary>What a search gave.</summary>
/// <param name="Id">Its id, for judgements; null when searches are not logged.</param>
/// <param name="Adapter">The version that served.</param>
/// <param name="Documents">Documents, best first.</param>
internal sealed record DaySearch(string? Id, string Adapter, IReadOnlyList<string> Documents);

/// <summary>What a refresh gave.</summary>
/// <param name="Promoted">Whether its version serves.</param>
/// <param name="Version">The version; null when nothing was trained.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Metrics">What the gate measured.</param>
internal sealed record DayRefresh(bool Promoted, string? Version, IReadOnlyList<string> Reasons, IReadOnlyList<string> Metrics);
