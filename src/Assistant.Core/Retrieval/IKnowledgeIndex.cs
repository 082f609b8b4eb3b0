using Assistant.Core.Content;

namespace Assistant.Core.Retrieval;

/// <summary>
/// The searchable form of the content store: derived from it, named by the last change that it contains, and rebuildable.
/// Searches are safe from many threads and never wait for writes; only the owner process of a data directory applies changes.
/// </summary>
public interface IKnowledgeIndex
{
    /// <summary>The last change that searches see.</summary>
    long AppliedSequence { get; }

    /// <summary>Applies every change of the log up to its present end; concurrent calls share the work.</summary>
    /// <returns>The last applied change.</returns>
    ValueTask<long> CatchUpAsync(CancellationToken cancellationToken = default);

    /// <summary>Runs the legs of a query; each gives at most <see cref="IndexQuery.Depth"/> hits, best first, equal scores by chunk key.</summary>
    ValueTask<IndexResult> SearchAsync(IndexQuery query, CancellationToken cancellationToken = default);

    /// <summary>Compares the index with the content store.</summary>
    ValueTask<IndexReport> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>Builds the index anew from the content store; searches go on meanwhile.</summary>
    ValueTask<IndexReport> RebuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>One search of the index.</summary>
/// <param name="Text">Text for the BM25 leg, as the user wrote it: any characters, never query syntax that can fail; null for no such leg.</param>
/// <param name="Probes">Dense legs.</param>
/// <param name="Filter">Applied inside every leg.</param>
/// <param name="Depth">Hits per leg, 1 to 1,000.</param>
public sealed record IndexQuery(string? Text, IReadOnlyList<DenseProbe> Probes, SearchFilter Filter, int Depth);

/// <summary>A dense leg.</summary>
/// <param name="Leg">Its name in results: <c>dense_text</c>, <c>dense_image</c>.</param>
/// <param name="EncoderId">Only vectors of this encoder are compared.</param>
/// <param name="Modality">Only vectors of this modality are compared.</param>
/// <param name="Vector">The query, L2-normalized, [d].</param>
public sealed record DenseProbe(string Leg, string EncoderId, ContentKind Modality, ReadOnlyMemory<float> Vector);


/// <summary>Results of the legs.</summary>
/// <param name="Legs">One entry for each leg, in the order BM25, then the probes.</param>
/// <param name="AppliedSequence">The change that the search saw.</param>
public sealed record IndexResult(IReadOnlyList<LegResult> Legs, long AppliedSequence);

/// <summary>Hits of one leg.</summary>
/// <param name="Leg"><c>bm25</c>, or the probe's name.</param>
/// <param name="Hits">Best first.</param>
/// <param name="Elapsed">Time that the leg took.</param>
public sealed record LegResult(string Leg, IReadOnlyList<LegHit> Hits, TimeSpan Elapsed);

/// <summary>A chunk and its score: BM25 (0 and up) or cosine (−1 to 1); higher is better.</summary>
public readonly record struct LegHit(long ChunkKey, float Score);

/// <summary>State of the index against the content store.</summary>
/// <param name="Healthy">Whether they agree.</param>
/// <param name="AppliedSequence">Last applied change.</param>
/// <param name="LogSequence">Last change of the log.</param>
/// <param name="Chunks">Chunks in the index.</param>
/// <param name="Problems">What differs, in words; at most 20.</param>
public sealed record IndexReport(bool Healthy, long AppliedSequence, long LogSequence, long Chunks, IReadOnlyList<string> Problems);
