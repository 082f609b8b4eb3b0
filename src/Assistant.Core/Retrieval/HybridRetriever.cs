using System.Diagnostics;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>
/// Searches the index and reads the passages from the store: legs, reciprocal rank fusion, then the k best with snippets. The
/// store is the truth: a hit whose chunk is gone there is dropped and the next one takes its place. Safe from many threads.
/// </summary>
public sealed class HybridRetriever : IRetriever
{
    private const int DeepestLeg = 1000;
    private const int MostHits = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestFollow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private readonly IContentStore store;
    private readonly IKnowledgeIndex index;
    private readonly RetrievalOptions options;
    private readonly TextEncoder? encoder;

    /// <summary>Searches with the BM25 leg, and the dense text leg when there is an encoder.</summary>
    public HybridRetriever(IContentStore store, IKnowledgeIndex index, IOptions<RetrievalOptions> options, TextEncoder? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.store = store;
        this.index = index;
        this.options = options.Value;
        this.encoder = encoder;
    }

    /// <inheritdoc/>
    /// <exception cref="MissingImageEncoderException">The request carries a picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not within 1 to 100.</exception>
    /// <exception cref="ArgumentException">A tag is empty or too long, or there are too many.</exception>
    public async ValueTask<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Limit, MostHits, nameof(request));
        if (!request.Image.IsEmpty) throw new MissingImageEncoderException();
        var started = Stopwatch.GetTimestamp();
        if (request.AfterSequence is { } sequence) await WaitForAsync(sequence, cancellationToken).ConfigureAwait(false);

        var all = await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false);
        var (readable, pending) = Resolve(all, request);
        if (readable is { Count: 0 } || string.IsNullOrWhiteSpace(request.Query))
        {
            return new SearchResponse(request.Query, [], pending, new SearchTimings(MillisecondsSince(started), null, null, null));
        }

        var (probes, encodeMs) = await EncodeAsync(request.Query, cancellationToken).ConfigureAwait(false);
        var filter = new SearchFilter(readable, request.Kind) { Tags = request.Tags is { } tags ? Tags.Fold(tags) : null, From = request.From, To = request.To };
        var depth = Math.Clamp(request.Limit * options.DepthFactor, 20, DeepestLeg);
        var query = new IndexQuery(request.Query, probes, filter, depth);
        var result = await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        var (hits, outdated) = await ReadHitsAsync(request, result.Legs, filter, cancellationToken).ConfigureAwait(false);
        if (outdated && await FollowsAsync(result.AppliedSequence, cancellationToken).ConfigureAwait(false))
        {
            // A document was replaced in the store a moment ago: its old chunk is gone, and the index holds its new one by now.
            result = await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            (hits, _) = await ReadHitsAsync(request, result.Legs, filter, cancellationToken).ConfigureAwait(false);
        }

        return new SearchResponse(request.Query, hits, pending, Timings(result.Legs, encodeMs, started));
    }

    /// <summary>Keys of the collections that the caller may read and asked for (null: no restriction), and the documents on their way in them.</summary>
    private static (HashSet<int>? Readable, long Pending) Resolve(IReadOnlyList<CollectionRecord> all, SearchRequest request)
    {
        var readable = new HashSet<int>();
        long pending = 0;
        foreach (var collection in all)
        {
            var allowed = request.Groups is null || collection.Groups.Count == 0 || collection.Groups.Any(request.Groups.Contains);
            if (!allowed || request.Collections?.Contains(collection.Name) == false) continue;
            readable.Add(collection.Key);
            pending += collection.Pending;
        }

        // Only a caller who may read everything is left unrestricted: a collection made after the list was read stays closed to others.
        return (request.Groups is null && request.Collections is null ? null : readable, pending);
    }

    private async ValueTask<(IReadOnlyList<DenseProbe> Probes, double? Milliseconds)> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        if (encoder is null) return ([], null);
        var started = Stopwatch.GetTimestamp();
        var vector = await encoder.Generator.GenerateVectorAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false);
        return ([new DenseProbe("dense_text", encoder.Id, ContentKind.Text, vector)], MillisecondsSince(started));
    }

    private async ValueTask<(List<SearchHit> Hits, bool Outdated)> ReadHitsAsync(SearchRequest request, IReadOnlyList<LegResult> legs, SearchFilter filter, CancellationToken cancellationToken)
    {
        var ranked = legs.Select(leg => (options.WeightOf(leg.Leg), (IReadOnlyList<long>)leg.Hits.Select(hit => hit.ChunkKey).ToArray())).ToArray();
        var fused = ReciprocalRankFusion.Fuse(ranked, options.FusionConstant);
        var ranks = legs.Select(leg => leg.Hits.Select((hit, i) => (hit.ChunkKey, Rank: i + 1)).ToDictionary(pair => pair.ChunkKey, pair => pair.Rank)).ToArray();
        var snippets = new SnippetCutter(request.Query, options.SnippetLength);
        var hits = new List<SearchHit>(request.Limit);
        var perDocument = new Dictionary<DocumentId, int>();
        var outdated = false;
        for (var at = 0; at < fused.Count && hits.Count < request.Limit;)
        {
            // As many as are still missing, and a few more for those that are gone or too many of one document.
            var batch = fused.GetRange(at, Math.Min(fused.Count - at, request.Limit - hits.Count + 5));
            at += batch.Count;
            var passages = await store.ReadPassagesAsync(batch.ConvertAll(entry => entry.Key), filter.Collections, cancellationToken).ConfigureAwait(false);
            outdated |= passages.Count < batch.Count;
            var scores = batch.ToDictionary(entry => entry.Key, entry => entry.Score);
            foreach (var passage in passages)
            {
                if (hits.Count == request.Limit) break;
                // The store may be ahead of the index: tags that were changed a moment ago.
                if (!filter.MatchesDocument(passage.DocumentKind, passage.Tags, passage.Date)) continue;
                perDocument.TryGetValue(passage.DocumentId, out var count);
                if (options.MaxPerDocument > 0 && count == options.MaxPerDocument) continue;
                perDocument[passage.DocumentId] = count + 1;
                hits.Add(Hit(hits.Count + 1, scores[passage.ChunkKey], passage, snippets, legs, ranks));
            }
        }

        return (hits, outdated);
    }

    private static SearchHit Hit(int rank, double score, Passage passage, SnippetCutter snippets, IReadOnlyList<LegResult> legs, Dictionary<long, int>[] ranks)
    {
        var span = snippets.Cut(passage.Text);
        var found = new Dictionary<string, int>(legs.Count);
        for (var i = 0; i < legs.Count; i++)
        {
            if (ranks[i].TryGetValue(passage.ChunkKey, out var legRank)) found[legs[i].Leg] = legRank;
        }

        var start = passage.Chunk.Start;
        return new SearchHit(rank, score, passage, passage.Text[span.Start..span.End], new TextSpan(start + span.Start, start + span.End), found);
    }

    private async ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken)
    {
        // The wait ends after ten seconds and the search goes on: an answer that says what is pending is better than none.
        var started = Stopwatch.GetTimestamp();
        while (index.AppliedSequence < sequence && Stopwatch.GetElapsedTime(started) < LongestWait)
        {
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> FollowsAsync(long seen, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (index.AppliedSequence <= seen && Stopwatch.GetElapsedTime(started) < LongestFollow)
        {
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        return index.AppliedSequence > seen;
    }

    private static SearchTimings Timings(IReadOnlyList<LegResult> legs, double? encodeMs, long started)
    {
        double? bm25 = null;
        double? dense = null;
        foreach (var leg in legs)
        {
            // Dense legs may run side by side; the slowest is what the user waited for.
            if (leg.Leg == "bm25") bm25 = leg.Elapsed.TotalMilliseconds;
            else dense = Math.Max(dense ?? 0, leg.Elapsed.TotalMilliseconds);
        }

        return new SearchTimings(MillisecondsSince(started), bm25, dense, encodeMs);
    }

    private static double MillisecondsSince(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;
}
