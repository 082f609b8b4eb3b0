using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Assistant.Contracts.Http;

namespace Assistant.Connectors.Producers.Targets;

/// <summary>Delivers to a service over HTTP (DESIGN §8). The client carries the service's address and, where it asks for one, the API key.</summary>
public sealed class HttpTarget(HttpClient client) : IContentTarget
{
    private const int Page = 1_000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);
    private static readonly string[] Unfinished = ["Accepted", "Parsed", "Embedded"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<KnownContent> ListAsync(string collection, string source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        do
        {
            var page = await GetAsync<ContentList>(ListUri(collection, source, after, Page), cancellationToken);
            foreach (var item in page.Items.Where(i => i.Parent is null))
                yield return Describe(item);
            after = page.Next;
        }
        while (after is not null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContentAcceptedItem>> SubmitAsync(string collection, string? source, IReadOnlyList<OfferedContent> contents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contents);
        List<ContentAcceptedItem> answers = [];
        for (var from = 0; from < contents.Count;)
        {
            // The tags of a request are those of all its files.
            var to = from + 1;
            while (to < contents.Count && ReferenceEquals(contents[to].Tags, contents[from].Tags))
                to++;
            answers.AddRange(await PostAsync(collection, source, [.. contents.Skip(from).Take(to - from)], cancellationToken));
            from = to;
        }

        return answers;
    }

    private async Task<IReadOnlyList<ContentAcceptedItem>> PostAsync(string collection, string? source, IReadOnlyList<OfferedContent> contents, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new StringContent(collection), "collection" } };
        if (source is not null)
            form.Add(new StringContent(source), "source");
        foreach (var tag in contents[0].Tags ?? [])
            form.Add(new StringContent(tag), "tag");
        foreach (var content in contents)
        {
            var part = new ReadOnlyMemoryContent(content.Bytes);
            part.Headers.ContentType = MediaTypeHeaderValue.TryParse(content.MediaType, out var type) ? type : new("application/octet-stream");
            part.Headers.LastModified = content.Modified;
            form.Add(part, "files", content.Uri);
        }

        using var response = await client.PostAsync(new Uri("api/content", UriKind.Relative), form, cancellationToken);
        await ThrowOnErrorAsync(response, cancellationToken);
        var accepted = await ReadAsync<ContentAccepted>(response, cancellationToken);
        return accepted.Items.Count == contents.Count
            ? accepted.Items
            : throw new InvalidDataException($"the service answered {accepted.Items.Count} items for {contents.Count} files");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownContent>> WaitAsync(string collection, string? source, IReadOnlyList<ContentAcceptedItem> accepted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        if (source is not null)
        {
            // One question for the whole source: its counts by state.
            while ((await GetAsync<ContentList>(ListUri(collection, source, null, 1), cancellationToken)).Counts.Any(c => c.Value > 0 && Unfinished.Contains(c.Key)))
                await Task.Delay(LookAgain, cancellationToken);
        }

        List<KnownContent> finished = [];
        foreach (var id in accepted.Select(a => a.Id).OfType<string>())
            if (await WaitForAsync(id, cancellationToken) is { } known)
                finished.Add(known);
        return finished;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids)
        {
            using var response = await client.DeleteAsync(new Uri("api/content/" + Uri.EscapeDataString(id), UriKind.Relative), cancellationToken);
            if (response.StatusCode != System.Net.HttpStatusCode.NotFound)
                await ThrowOnErrorAsync(response, cancellationToken);
        }
    }

    private async Task<KnownContent?> WaitForAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await client.GetAsync(new Uri("api/content/" + Uri.EscapeDataString(id), UriKind.Relative), cancellationToken);
            if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
                return null;
            await ThrowOnErrorAsync(response, cancellationToken);
            var info = await ReadAsync<ContentInfo>(response, cancellationToken);
            if (!Unfinished.Contains(info.State))
                return Describe(info);
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static Uri ListUri(string collection, string source, string? after, int limit) => new(
        $"api/content?collection={Uri.EscapeDataString(collection)}&source={Uri.EscapeDataString(source)}&limit={limit}{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}",
        UriKind.Relative);

    private async Task<T> GetAsync<T>(Uri uri, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(uri, cancellationToken);
        await ThrowOnErrorAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(AssistantJson.Options, cancellationToken)
        ?? throw new InvalidDataException("the service answered nothing");

    private static async Task ThrowOnErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new HttpRequestException($"The service answered {(int)response.StatusCode}: {(body.Length > 300 ? body[..300] : body)}", null, response.StatusCode);
    }

    private static KnownContent Describe(ContentInfo info) => new(info.Id, info.Uri, info.Hash, info.State, info.Reason) { GivenTags = info.GivenTags ?? [] };
}
