using System.Diagnostics;
using Assistant.Core.Content;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval.Reranking;

/// <summary>
/// Lets a re-ranker put the best texts of a search in order; pictures keep their places, and a search by a picture is left as it is. Where it
/// fails the order of the legs stands, and <see cref="SearchResponse.Notes"/> say so. Safe from many threads.
/// </summary>
public sealed partial class RerankingRetriever(IRetriever retriever, IReranker reranker, IOptions<RerankOptions> options, ILogger<RerankingRetriever> logger) : IRetriever
{
    /// <summary>Name of the leg whose rank a re-ranked hit carries.</summary>
    public const string Leg = "rerank";

    private const int MostHits = 100;

    /// <inheritdoc/>
    public async ValueTask<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Image.IsEmpty || string.IsNullOrWhiteSpace(request.Query) || request.Kind == ContentKind.Image)
            return await retriever.SearchAsync(request, cancellationToken).ConfigureAwait(false);
        var settings = options.Value;
        var deep = request.Limit is >= 1 and <= MostHits ? request with { Limit = Math.Max(request.Limit, settings.Depth) } : request;
        var response = await retriever.SearchAsync(deep, cancellationToken).ConfigureAwait(false);
        var read = response.Hits.Take(settings.Depth).Where(hit => hit.Passage.DocumentKind == ContentKind.Text).ToList();
        if (read.Count < 2)
            return response with { Hits = [.. response.Hits.Take(request.Limit)] };
        var started = Stopwatch.GetTimestamp();
        try
        {
            var scores = await reranker.ScoreAsync(request.Query, [.. read.Select(hit => TextOf(hit.Passage, settings.PassageCharacters))], cancellationToken).ConfigureAwait(false);
            // Equal scores keep the order of the legs.
            var ordered = new Queue<SearchHit>(read.Zip(scores).OrderByDescending(entry => entry.Second).Select((entry, i) => entry.First with { Legs = new Dictionary<string, int>(entry.First.Legs) { [Leg] = i + 1 } }));
            var places = read.Select(hit => hit.Rank).ToHashSet();
            var hits = response.Hits.Select(hit => places.Contains(hit.Rank) ? ordered.Dequeue() : hit).Take(request.Limit).Select((hit, i) => hit with { Rank = i + 1 });
            return response with { Hits = [.. hits], Timings = response.Timings with { TotalMs = response.Timings.TotalMs + Stopwatch.GetElapsedTime(started).TotalMilliseconds } };
        }
        catch (RerankException failure)
        {
            LogFailed(failure.Message);
            return response with { Hits = [.. response.Hits.Take(request.Limit)], Notes = [.. response.Notes, $"The hits are not re-ranked: {failure.Message}"] };
        }
    }

    private static string TextOf(Passage passage, int longest)
    {
        string[] path = [passage.Title ?? "", .. passage.Chunk.Headings];
        var text = $"{string.Join(" › ", path.Where(part => part.Length > 0).Distinct())}\n{passage.Text}".Trim();
        return text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hits are not re-ranked: {Reason}")]
    private partial void LogFailed(string reason);
}
