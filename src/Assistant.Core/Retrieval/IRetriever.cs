namespace Assistant.Core.Retrieval;

/// <summary>Finds passages: legs, fusion, snippets. A process boundary: in process, or over HTTP when another process owns the data.</summary>
public interface IRetriever
{
    /// <summary>Searches. An empty query without an image gives no hits.</summary>
    ValueTask<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);
}
