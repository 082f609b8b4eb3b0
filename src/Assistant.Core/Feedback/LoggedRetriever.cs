using Assistant.Core.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Feedback;

/// <summary>Logs the searches of users with what they were shown, and gives each an id that judgements refer to. The assistant's own searches (without a user) pass as they are. Safe from many threads.</summary>
public sealed class LoggedRetriever(IRetriever inner, SearchLog log, IOptions<FeedbackOptions> options, TimeProvider time) : IRetriever
{
    /// <inheritdoc/>
    public async ValueTask<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = await inner.SearchAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.User is not { } user || !log.IsOn || (string.IsNullOrWhiteSpace(request.Query) && request.Image.IsEmpty))
            return response;
        var id = Guid.CreateVersion7();
        var (hits, moved) = AdjacentSwaps.Apply(response.Hits, id, request.MayVary ? options.Value.SwapRate : 0);
        log.Add(new LoggedSearch
        {
            Id = id,
            User = user,
            Query = request.Query,
            Hash = QueryHash.Of(request.Query, request.Image),
            Collections = request.Collections,
            Kind = request.Kind,
            Tags = request.Tags ?? [],
            From = request.From,
            To = request.To,
            QuestionId = request.QuestionId,
            Adapter = response.Adapter,
            At = time.GetUtcNow(),
            Vectors = response.Vectors,
            Shown = [.. hits.Select((hit, i) => new ShownHit(hit.Passage.DocumentId, hit.Passage.ChunkKey, moved[i]))],
        });
        return response with { Hits = hits, SearchId = id };
    }
}
