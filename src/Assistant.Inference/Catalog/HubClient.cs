using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Assistant.Inference.Catalog;

/// <summary>Speaks the hub's HTTP routes. Redirects are followed here, so that the key stays with the hub and no step falls back from https to http.</summary>
internal sealed class HubClient : IDisposable
{
    private const int MostRedirects = 8;
    private const int MostPages = 100;
    private const int LargestAnswer = 16 << 20;

    private readonly HubOptions options;
    private readonly HttpClient http;

    public HubClient(HubOptions options)
    {
        this.options = options;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.Patience, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("assistant");
    }

    public void Dispose() => http.Dispose();

    /// <summary>The commit that a branch or tag stands for now.</summary>
    public async Task<string> CommitAsync(HubModel model, string revision, CancellationToken cancellationToken)
    {
        using var answer = await JsonAsync(model, new Uri(Root, $"api/models/{model.Id}/revision/{Uri.EscapeDataString(revision)}"), cancellationToken);
        return Hash(Text(answer.Json.RootElement, "sha"), 40) ?? throw new HubException($"the hub's answer about {model.Id} names no commit.");
    }

    /// <summary>All files of a commit.</summary>
    /// <exception cref="HubException">There is no such repository, it is not open, or a name in it is not safe.</exception>
    public async Task<List<HubFile>> FilesAsync(HubModel model, string commit, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        Uri? page = new(Root, $"api/models/{model.Id}/tree/{commit}?recursive=1");
        for (var pages = 0; page is not null; pages++)
        {
            if (pages == MostPages) throw new HubException($"the hub lists more than {MostPages} pages of files for {model.Id}.");
            using var answer = await JsonAsync(model, page, cancellationToken);
            if (answer.Json.RootElement.ValueKind != JsonValueKind.Array) throw new HubException($"the hub's list of the files of {model.Id} is not a list.");
            foreach (var item in answer.Json.RootElement.EnumerateArray())
            {
                if (Text(item, "type") == "file") files.Add(Read(item, model));
            }

            page = Next(answer.Link, page);
        }

        return files;
    }

    /// <summary>Starts to read a file from a byte on.</summary>
    /// <returns>The answer: 200 (from the beginning), 206 (from that byte) or 416 (there is nothing from there on). The caller disposes it.</returns>
    public Task<HubAnswer> OpenAsync(HubModel model, string commit, string path, long from, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return SendAsync(model, new Uri(Root, $"{model.Id}/resolve/{commit}/{escaped}"), from, cancellationToken);
    }

    private Uri Root => options.Endpoint.AbsoluteUri.EndsWith('/') ? options.Endpoint : new Uri(options.Endpoint.AbsoluteUri + "/");

    private async Task<HubAnswer> SendAsync(HubModel model, Uri address, long from, CancellationToken cancellationToken)
    {
        var linked = "";
        for (var step = 0; step <= MostRedirects; step++)
        {
            var response = await AskAsync(address, from, cancellationToken);
            if (linked.Length == 0 && response.Headers.TryGetValues("X-Linked-ETag", out var tags)) linked = tags.First().Trim('"');
            if (response.Headers.Location is { } location && (int)response.StatusCode is >= 300 and < 400)
            {
                response.Dispose();
                var next = new Uri(address, location);
                if (next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme != "https")) throw new HubException($"the hub redirects {model.Id} to an address that is not https.");
                address = next;
                continue;
            }

            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                return new HubAnswer(response, linked.Length == 64 && linked.All(char.IsAsciiHexDigit) ? linked.ToLowerInvariant() : null);
            using (response) throw Refused(model, response.StatusCode);
        }

        throw new HubException($"the hub redirects {model.Id} more than {MostRedirects} times.");
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // Lengths and hashes are those of the plain bytes.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        if (options.Token is { } token && address.Authority == Root.Authority && address.Scheme == Root.Scheme) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Patience);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer for {options.Patience.TotalSeconds:0} s", e);
        }
    }

    private HubException Refused(HubModel model, HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => new($"{options.Endpoint.Host} has no {model.Id}{(model.File is null ? "" : $" with {model.File}")}. Check its name; for one that is not public set ASSISTANT_HUB_TOKEN."),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => options.Token is null
            ? new($"{model.Id} is not open to everyone. Accept its terms on its page, then set ASSISTANT_HUB_TOKEN to your key.")
            : new($"the key in ASSISTANT_HUB_TOKEN may not read {model.Id}. Accept its terms on its page, or set another key."),
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => throw new HttpRequestException($"the hub answered {(int)status}", null, status),
        _ => new($"the hub answered {(int)status} for {model.Id}."),
    };

    private async Task<HubJson> JsonAsync(HubModel model, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(model, address, 0, cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.Patience);
            await answer.Response.Content.LoadIntoBufferAsync(LargestAnswer, limit.Token);
            return new(JsonDocument.Parse(await answer.Response.Content.ReadAsByteArrayAsync(limit.Token)), answer.Response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : "");
        }
        catch (HttpRequestException e)
        {
            throw new HubException($"the hub at {options.Endpoint.Host} cannot be reached: {e.Message}. Try again, or set --endpoint to a mirror.", e);
        }
        catch (JsonException e)
        {
            throw new HubException($"{options.Endpoint.Host} does not answer as a hub does. Is --endpoint right?", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"the hub at {options.Endpoint.Host} was silent for {options.Patience.TotalSeconds:0} s. Try again.", e);
        }
    }

    private static HubFile Read(JsonElement item, HubModel model)
    {
        var path = Text(item, "path") ?? "";
        if (!HubFile.IsSafe(path)) throw new HubException($"{model.Id} has a file whose name could lead out of its folder; nothing was loaded.");
        var isLarge = item.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var bytes = (isLarge ? lfs : item).TryGetProperty("size", out var size) && size.TryGetInt64(out var number) && number >= 0 ? number : throw new HubException($"the hub names no length for {path} of {model.Id}.");
        return new HubFile(path, bytes, isLarge ? Hash(Text(lfs, "oid")?.Replace("sha256:", "", StringComparison.Ordinal), 64) : null, isLarge ? null : Hash(Text(item, "oid"), 40));
    }

    private static string? Hash(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;

    private static string? Text(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new HubException("the hub's answer holds a half of a character.", e);
        }
    }

    /// <summary>The next page of a list: <c>&lt;address&gt;; rel="next"</c>, on the same host.</summary>
    private static Uri? Next(string link, Uri page)
    {
        foreach (var part in link.Split(','))
        {
            var (open, close) = (part.IndexOf('<', StringComparison.Ordinal), part.IndexOf('>', StringComparison.Ordinal));
            if (open < 0 || close < open || !part.Contains("rel=\"next\"", StringComparison.Ordinal)) continue;
            return Uri.TryCreate(page, part[(open + 1)..close], out var next) && next.Authority == page.Authority ? next : throw new HubException("the hub's list of files goes on at another host.");
        }

        return null;
    }

    private sealed record HubJson(JsonDocument Json, string Link) : IDisposable
    {
        public void Dispose() => Json.Dispose();
    }
}

/// <summary>An answer whose bytes are still to be read.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Sha256">SHA-256 of the whole file as the hub's redirect told it; null when it did not.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, string? Sha256) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Response.Dispose();
}
