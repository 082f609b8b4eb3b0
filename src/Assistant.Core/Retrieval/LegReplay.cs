using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>
/// Asks queries again on the index as it is: the legs run once, and what any weights would make of them can then be tried. No vote
/// moves what is found, and nothing is logged. Safe from many threads.
/// </summary>
public sealed class LegReplay(IContentStore store, IKnowledgeIndex index, IOptions<RetrievalOptions> options, IEncoderDirectory encoders, ILogger<LegReplay> logger, IEncoderStore? noise = null)
{
    private readonly LegRunner runner = new(index, noise, options.Value, logger);

    /// <summary>Runs the legs of a query with the depth of a search for its limit.</summary>
    /// <param name="request">The query; limits of groups do not count.</param>
    /// <param name="adapters">What moves its vectors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">Of the request's picture there is but a vector, and the encoder that serves now is another one.</exception>
    public async ValueTask<ReplayedLegs> RunAsync(SearchRequest request, AdapterSnapshot adapters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(adapters);
        var scope = SearchScope.Of(await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false), request with { Groups = null });
        var configured = options.Value.WeightsFor(request.Collections);
        var vectors = QueryVectors.Start(request, configured, encoders, adapters, cancellationToken);
        var depth = HybridRetriever.Depth(request, options.Value);
        var run = scope.Readable is { Count: 0 }
            ? new LegRun([], index.AppliedSequence, [])
            : await runner.RunAsync(request, configured.For(vectors), vectors, HybridRetriever.Filter(request, scope), depth, cancellationToken).ConfigureAwait(false);
        long[] keys = [.. run.Legs.SelectMany(leg => leg.Hits.Select(hit => hit.ChunkKey)).Distinct()];
        var pictures = keys.Length == 0 ? null : await store.ReadPictureKeysAsync(keys, cancellationToken).ConfigureAwait(false);
        var documents = (await store.ReadPassagesAsync(keys, null, cancellationToken).ConfigureAwait(false)).ToDictionary(passage => passage.ChunkKey, passage => passage.DocumentId);
        return new ReplayedLegs(run, weights => weights.For(vectors), options.Value.FusionConstant, request.Kind == ContentKind.Image, pictures, documents);
    }
}

/// <summary>What the legs found for a query. Immutable.</summary>
public sealed class ReplayedLegs
{
    private readonly LegRun run;
    private readonly Func<LegWeights, LegWeights> withEncoders;
    private readonly int constant;
    private readonly bool forPictures;
    private readonly IReadOnlyDictionary<long, long>? pictures;
    private readonly IReadOnlyDictionary<long, DocumentId> documents;

    internal ReplayedLegs(LegRun run, Func<LegWeights, LegWeights> withEncoders, int constant, bool forPictures, IReadOnlyDictionary<long, long>? pictures, IReadOnlyDictionary<long, DocumentId> documents) =>
        (this.run, this.withEncoders, this.constant, this.forPictures, this.pictures, this.documents) = (run, withEncoders, constant, forPictures, pictures, documents);

    /// <summary>Names of the legs that ran, in no order.</summary>
    public IEnumerable<string> Legs => run.Legs.Select(leg => leg.Leg).Distinct();

    /// <summary>The first documents of the fused legs, best first, none twice.</summary>
    /// <param name="weights">Weights of the legs, before those that encoders bring along.</param>
    /// <param name="count">At most this many.</param>
    public IReadOnlyList<DocumentId> Rank(LegWeights weights, int count)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var fused = FusedLegs.Of(run, withEncoders(weights), constant, forPictures, pictures);
        return [.. fused.Ranked.Select(entry => documents.TryGetValue(fused.Shown(entry.Key), out var document) ? document : default).Where(document => document != default).Distinct().Take(count)];
    }
}
