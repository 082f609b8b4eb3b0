using System.Globalization;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Api.Search;

/// <summary>Search responses as the HTTP interface and <c>--json</c> write them.</summary>
internal static class SearchMapping
{
    public static SearchResult ToResult(this SearchResponse response) => new(
        response.Query,
        [.. response.Hits.Select(ToResultHit)],
        response.Pending,
        new SearchResultTimings(response.Timings.TotalMs, response.Timings.Bm25Ms, response.Timings.DenseMs, response.Timings.EncodeMs))
    {
        SearchId = response.SearchId,
        Adapter = response.Adapter,
        Notes = response.Notes.Count == 0 ? null : response.Notes,
    };

    public static string ToWire(this ContentKind kind) => kind == ContentKind.Image ? "image" : "text";

    private static SearchResultHit ToResultHit(SearchHit hit) => new(
        hit.Rank,
        hit.Score,
        hit.Passage.DocumentKind.ToWire(),
        hit.Passage.Collection,
        hit.Passage.Uri,
        hit.Passage.Title,
        hit.Passage.Chunk.Headings,
        hit.Passage.Chunk.Page,
        hit.Snippet,
        new Span(hit.SnippetSpan.Start, hit.SnippetSpan.End),
        hit.Passage.DocumentId.ToString(),
        hit.Passage.Version,
        hit.Passage.ChunkKey.ToString(CultureInfo.InvariantCulture),
        hit.Legs);
}
