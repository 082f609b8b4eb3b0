using System.Diagnostics;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>
/// Searches the index and reads the passages from the store: legs beside each other, reciprocal rank fusion, then the k best with
/// snippets. Words find text by BM25 and by text vectors, and pictures by captions, text in them, and their look; a picture finds
/// pictures by their look. The store is the truth: a hit whose chunk is gone there is dropped and the next one takes its place.
/// Safe from many threads.
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
    private readonly IEncoderDirectory encoders;
    private readonly IQueryAdapters? adapters;
    private readonly FeedbackCache? votes;
    private readonly LegRunner runner;

    /// <summary>
    /// Searches with the BM25 leg, and the dense legs that there are encoders for; <paramref name="noise"/> gives the floor of the
    /// picture leg, <paramref name="adapters"/> move the vectors of queries, <paramref name="votes"/> move documents that were judged.
    /// </summary>
    public HybridRetriever(
        IContentStore store, IKnowledgeIndex index, IOptions<RetrievalOptions> options, IEncoderDirectory encoders, ILogger<HybridRetriever> logger, IEncoderStore? noise = null,
        IQueryAdapters? adapters = null, FeedbackCache? votes = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.store = store;
        this.index = index;
        this.options = options.Value;
        this.encoders = encoders;
        this.adapters = adapters;
        this.votes = votes;
        runner = new LegRunner(index, noise, this.options, logger);
    }

    /// <inheritdoc/>
    /// <exception cref="MissingImageEncoderException">The request carries a picture, and no encoder reads pictures.</exception>
    /// <exception cref="EncoderInputException">The request's picture cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not within 1 to 100.</exception>
    /// <exception cref="ArgumentException">A tag is empty or too long, or there are too many.</exception>
    public async ValueTask<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Limit, MostHits, nameof(request));
        var started = Stopwatch.GetTimestamp();
        if (request.AfterSequence is { } sequence) await WaitForAsync(sequence, cancellationToken).ConfigureAwait(false);

        var all = await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false);
        var scope = SearchScope.Of(all, request);
        if (scope.Readable is { Count: 0 } || (string.IsNullOrWhiteSpace(request.Query) && !request.HasPicture))
        {
            return new SearchResponse(request.Query, [], scope.Pending, new SearchTimings(MillisecondsSince(started), null, null, null));
        }

        // One version from the embedding of the query to the answer, though another one be promoted meanwhile.
        var pinned = adapters?.Current ?? AdapterSnapshot.Base;
        // Learned weights are those of the collection that alone is reached, whether it was asked for or is the only one there is.
        var learned = scope.Only is { } one && !options.Collections.ContainsKey(one) ? pinned.WeightsOf(one, FusionEncoders.Of(encoders)) : null;
        var configured = learned?.Weights ?? options.WeightsFor(request.Collections);
        var vectors = QueryVectors.Start(request, configured, encoders, pinned, cancellationToken);
        var weights = configured.For(vectors);
        var depth = Depth(request, options);
        var filter = Filter(request, scope);
        var run = await runner.RunAsync(request, weights, vectors, filter, depth, cancellationToken).ConfigureAwait(false);
        SearchVector[] read = [.. vectors.All.Where(vector => vector.Read.IsCompletedSuccessfully).Select(vector => new SearchVector(vector.Direction, vector.Encoder.Id, vector.Read.Result))];
        var (boosts, voted) = votes is null ? ([], 0) : await votes.ForAsync(request, read, cancellationToken).ConfigureAwait(false);
        var (hits, outdated) = await ReadHitsAsync(request, run, weights, pinned, filter, boosts, cancellationToken).ConfigureAwait(false);
        if (outdated && await FollowsAsync(run.AppliedSequence, cancellationToken).ConfigureAwait(false))
        {
            // A document was replaced in the store a moment ago: its old chunk is gone, and the index holds its new one by now.
            run = await runner.RunAsync(request, weights, vectors, filter, depth, cancellationToken).ConfigureAwait(false);
            (hits, _) = await ReadHitsAsync(request, run, weights, pinned, filter, boosts, cancellationToken).ConfigureAwait(false);
        }

        return new SearchResponse(request.Query, hits, scope.Pending, Timings(run.Legs, vectors.Milliseconds, started))
        {
            Notes = run.Notes,
            Adapter = pinned.VersionWith(learned),
            Votes = voted,
            Vectors = read,
        };
    }

    /// <summary>Hits asked of every leg.</summary>
    internal static int Depth(SearchRequest request, RetrievalOptions options) => Math.Clamp(request.Limit * options.DepthFactor, 20, DeepestLeg);

    /// <summary>What the request may see.</summary>
    internal static SearchFilter Filter(SearchRequest request, SearchScope scope) =>
        new(scope.Readable, request.Kind) { Tags = request.Tags is { } tags ? Tags.Fold(tags) : null, From = request.From, To = request.To };

    private async ValueTask<(List<SearchHit> Hits, bool Outdated)> ReadHitsAsync(
        SearchRequest request, LegRun run, LegWeights weights, AdapterSnapshot pinned, SearchFilter filter, IReadOnlyList<RangeBoost> boosts, CancellationToken cancellationToken)
    {
        // What was seen of a picture and what was read of it stand under different chunks. Where nothing was seen, its best passage
        // is enough, and the store need not be asked.
        IReadOnlyDictionary<long, long>? pictures = null;
        if (request.OnePerPicture && run.Legs.Any(leg => leg is { Leg: Legs.DenseImage, Hits.Count: > 0 }))
        {
            pictures = await store.ReadPictureKeysAsync([.. run.Legs.SelectMany(leg => leg.Hits.Select(hit => hit.ChunkKey)).Distinct()], cancellationToken).ConfigureAwait(false);
        }

        var fused = FusedLegs.Of(run, weights, options.FusionConstant, request.Kind == ContentKind.Image, pictures);
        fused.Boost(boosts, run.Legs.Sum(leg => weights.Of(leg.Leg)) / (options.FusionConstant + 1));
        var certainty = encoders.ForQueries(EncoderRole.Image) is { } looked ? pinned.CalibrationOf(looked.Id) : null;
        var snippets = new SnippetCutter(request.Query, options.SnippetLength);
        var hits = new List<SearchHit>(request.Limit);
        var perDocument = new Dictionary<DocumentId, int>();
        var outdated = false;
        for (var at = 0; at < fused.Ranked.Count && hits.Count < request.Limit;)
        {
            // As many as are still missing, and a few more for those that are gone or too many of one document.
            var batch = fused.Ranked.Skip(at).Take(request.Limit - hits.Count + 5).ToDictionary(entry => fused.Shown(entry.Key));
            at += batch.Count;
            var passages = await store.ReadPassagesAsync([.. batch.Keys], filter.Collections, cancellationToken).ConfigureAwait(false);
            outdated |= passages.Count < batch.Count;
            foreach (var passage in passages)
            {
                if (hits.Count == request.Limit) break;
                // The store may be ahead of the index: tags that were changed a moment ago.
                if (!filter.MatchesDocument(passage.DocumentKind, passage.Tags, passage.Date)) continue;
                perDocument.TryGetValue(passage.DocumentId, out var count);
                if (count > 0 && (count == options.MaxPerDocument || (request.OnePerPicture && passage.DocumentKind == ContentKind.Image))) continue;
                perDocument[passage.DocumentId] = count + 1;
                var (key, score) = batch[passage.ChunkKey];
                var span = snippets.Cut(passage.Text);
                var start = passage.Chunk.Start;
                hits.Add(new SearchHit(hits.Count + 1, score, passage, passage.Text[span.Start..span.End], new TextSpan(start + span.Start, start + span.End), fused.Ranks(key))
                {
                    SeenDeviations = fused.Deviations(key),
                    SeenProbability = fused.Deviations(key) is { } deviations ? certainty?.Probability(deviations) : null,
                });
            }
        }

        return (hits, outdated);
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
            if (leg.Leg == Legs.Bm25) bm25 = leg.Elapsed.TotalMilliseconds;
            else dense = Math.Max(dense ?? 0, leg.Elapsed.TotalMilliseconds);
        }

        return new SearchTimings(MillisecondsSince(started), bm25, dense, encodeMs);
    }

    private static double MillisecondsSince(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;
}
