namespace Assistant.Core.Retrieval.Reranking;

/// <summary>Reads a query together with each passage and scores how well it fits. Safe from many threads.</summary>
public interface IReranker
{
    /// <summary>Scores passages.</summary>
    /// <param name="query">The query.</param>
    /// <param name="passages">The passages.</param>
    /// <param name="cancellationToken">Cancels between passages.</param>
    /// <returns>A score for each passage, in their order; higher fits better, comparable within one query only.</returns>
    /// <exception cref="RerankException">It cannot score; the message says why and what to do.</exception>
    ValueTask<IReadOnlyList<double>> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken = default);
}
