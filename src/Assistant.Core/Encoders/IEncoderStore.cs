using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>
/// The record of truth for encoders: who serves which role, and which chunks and pictures lack a vector of whom. Nothing else
/// has to be remembered of a build: what is missing is what is left to do. Safe from many threads and processes.
/// </summary>
public interface IEncoderStore
{
    /// <summary>Reads the assignments; a role that was never assigned has none. Fast enough to be asked for each batch.</summary>
    IReadOnlyList<EncoderAssignment> Read();

    /// <summary>Replaces the assignment of its role.</summary>
    ValueTask WriteAsync(EncoderAssignment assignment, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the building encoder the active one and the active one the previous, in one transaction and only when nothing lacks
    /// its vector but documents that were parsed after the building began and wait for their embedding.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="encoderId">The building encoder; another one in the row means that the caller is late.</param>
    /// <param name="verifiedKey">Chunks up to this key are known to have their vectors.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    /// <returns>The new assignment; null when something is missing, or the row says otherwise.</returns>
    ValueTask<EncoderAssignment?> SwitchAsync(EncoderRole role, string encoderId, long verifiedKey, CancellationToken cancellationToken = default);

    /// <summary>Counts what has an answer of the encoder in a role (vector or refusal), and all that should.</summary>
    ValueTask<(long Done, long Total)> CountAsync(EncoderRole role, string encoderId, CancellationToken cancellationToken = default);

    /// <summary>Reads chunks that lack a text vector, ascending; those of documents that wait for their embedding are left out.</summary>
    ValueTask<IReadOnlyList<ChunkText>> ReadTextsWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads pictures that lack a vector, ascending by their first chunk; those that wait for their embedding are left out.</summary>
    ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads those of the given versions that are pictures and lack a vector.</summary>
    ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default);

    /// <summary>The highest key below which no document waits for its embedding: a scan that found nothing missing need not begin before it again.</summary>
    ValueTask<long> SettledKeyAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads vectors of up to <paramref name="count"/> pictures, spread over all of them; the same ones every time.</summary>
    ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> ReadPictureVectorsAsync(string encoderId, int count, CancellationToken cancellationToken = default);

    /// <summary>Reads what was measured of an encoder; null when nothing was. Fast enough to be asked for each query.</summary>
    ImageNoise? ReadNoise(string encoderId);

    /// <summary>Keeps what was measured of an encoder.</summary>
    ValueTask WriteNoiseAsync(string encoderId, ImageNoise noise, CancellationToken cancellationToken = default);

    /// <summary>Lists the encoders that have vectors, with their numbers.</summary>
    ValueTask<IReadOnlyList<EncoderVectors>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes vectors that an encoder made for a role, at most <paramref name="limit"/>, and logs the change; none when it is the role's active or building one.</summary>
    /// <returns>How many; 0 when none is left, or the encoder is in use.</returns>
    ValueTask<int> PruneAsync(EncoderRole role, string encoderId, int limit, CancellationToken cancellationToken = default);
}

/// <summary>A picture to be embedded.</summary>
/// <param name="Ref">Its version.</param>
/// <param name="ChunkKey">Its first chunk, which carries the vector.</param>
/// <param name="Blob">Its bytes; the thumbnail's where the live version's own are gone because a newer one was accepted; null when there is neither.</param>
/// <param name="MediaType">Type of those bytes.</param>
public sealed record PictureSource(ContentRef Ref, long ChunkKey, BlobHash? Blob, string MediaType);

/// <summary>An encoder that has vectors.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">What configuration called it; null when it was never assigned.</param>
/// <param name="Texts">Text vectors.</param>
/// <param name="Pictures">Picture vectors.</param>
public sealed record EncoderVectors(string Id, string? Model, long Texts, long Pictures);
