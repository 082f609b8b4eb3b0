using System.Text;
using Assistant.Connectors.Producers.Targets;
using Assistant.Contracts.Http;

namespace Assistant.Connectors.Producers.Web;

/// <summary>Brings pages and feeds from the web to a target. The document's uri is the URL that was asked for, so that fetching it again replaces it.</summary>
public sealed class WebIngest(WebFetcher fetcher, IContentTarget target)
{
    private const int Batch = 32;

    /// <summary>Fetches one URL and submits what came.</summary>
    /// <param name="url">http or https.</param>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="source">Source it belongs to; null for none.</param>
    /// <param name="tags">Its tags; null leaves those that the target holds.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <returns>The target's answer, or an item without id and with the reason.</returns>
    public async Task<ContentAcceptedItem> PageAsync(string url, string collection, string? source = null, IReadOnlyList<string>? tags = null, CancellationToken cancellationToken = default) =>
        await fetcher.FetchAsync(url, cancellationToken) switch
        {
            WebFetch.Fetched fetched => (await target.SubmitAsync(collection, source, [new OfferedContent(url, fetched.Bytes, fetched.MediaType, fetched.Modified) { Tags = tags }], cancellationToken))[0],
            WebFetch.Refused refused => Refuse(url, refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Fetches a feed and submits its entries: the content that the feed carries, else the page that the entry links to.</summary>
    /// <returns>One answer for each entry; one for the feed itself when it could not be read.</returns>
    public async Task<IReadOnlyList<ContentAcceptedItem>> FeedAsync(string url, string collection, CancellationToken cancellationToken = default)
    {
        var fetch = await fetcher.FetchAsync(url, cancellationToken);
        if (fetch is not WebFetch.Fetched feed)
            return [Refuse(url, ((WebFetch.Refused)fetch).Reason)];
        IReadOnlyList<FeedEntry> entries;
        try
        {
            entries = FeedReader.Read(feed.Bytes, feed.Uri);
        }
        catch (InvalidDataException error)
        {
            return [Refuse(url, error.Message)];
        }

        var source = "feed:" + url;
        List<ContentAcceptedItem> answers = [];
        foreach (var batch in entries.Where(e => !string.IsNullOrWhiteSpace(e.Html)).Chunk(Batch))
            answers.AddRange(await target.SubmitAsync(collection, source, [.. batch.Select(Page)], cancellationToken));
        foreach (var entry in entries.Where(e => string.IsNullOrWhiteSpace(e.Html)))
            answers.Add(await PageAsync(entry.Link, collection, source, cancellationToken: cancellationToken));
        return answers;
    }

    private static OfferedContent Page(FeedEntry entry)
    {
        var title = System.Net.WebUtility.HtmlEncode(entry.Title);
        return new OfferedContent(entry.Link, Encoding.UTF8.GetBytes($"<!doctype html><meta charset=utf-8><title>{title}</title><article><h1>{title}</h1>{entry.Html}</article>"), "text/html", entry.Updated);
    }

    private static ContentAcceptedItem Refuse(string url, string reason) => new(url, null, 0, "Rejected", false, reason);
}
