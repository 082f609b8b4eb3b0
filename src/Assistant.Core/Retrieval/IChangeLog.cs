using Assistant.Core.Content;

namespace Assistant.Core.Retrieval;

/// <summary>What happened to chunks and vectors, in commit order: how an index follows the content store.</summary>
public interface IChangeLog
{
    /// <summary>Number of the newest change, 0 when there is none.</summary>
    ValueTask<long> LatestAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads changes after a number, ascending.</summary>
    ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads those chunks of an inclusive key range that still exist, ascending: what an index adds.</summary>
    ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default);

    /// <summary>Reads the vectors of those chunks of an inclusive key range that still exist.</summary>
    ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default);
}

/// <summary>A change. Chunk keys grow and are never reused, and what is read of a chunk is always its present state, so applying a change twice, or after a later one took effect in the store, is harmless.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Kind">What happened.</param>
/// <param name="FirstKey">First chunk key of the range.</param>
/// <param name="LastKey">Last chunk key of the range, inclusive.</param>
/// <param name="Mark">
/// Random number that the change was given when it was written, by which an index tells the log that it followed from one with the same
/// numbers and another history, such as a restored backup. 0: the log can no longer be followed on from this change.
/// </param>
public readonly record struct IndexChange(long Sequence, IndexChangeKind Kind, long FirstKey, long LastKey, long Mark);

/// <summary>Kinds of change.</summary>
public enum IndexChangeKind
{
    /// <summary>Chunks of the range were added.</summary>
    Added,

    /// <summary>Chunks of the range, and their vectors, were removed.</summary>
    Removed,

    /// <summary>Vectors of the range were added or replaced.</summary>
    VectorsAdded,

    /// <summary>The tags of the document that the range belongs to were changed: its chunks and their vectors are to be read again.</summary>
    Relabelled,

    /// <summary>Vectors of the range were removed while their chunks stay: those that can no longer be read.</summary>
    VectorsRemoved,
}

/// <summary>A chunk as an index needs it.</summary>
/// <param name="Key">Chunk key.</param>
/// <param name="CollectionKey">Key of the collection.</param>
/// <param name="DocumentKind">Text or image.</param>
/// <param name="BlockKind">Paragraph, Caption, Ocr, …</param>
/// <param name="Title">Title of the document.</param>
/// <param name="Headings">Heading path.</param>
/// <param name="Text">Its text.</param>
public sealed record IndexedChunk(long Key, int CollectionKey, ContentKind DocumentKind, BlockKind BlockKind, string? Title, IReadOnlyList<string> Headings, string Text)
{
    /// <summary>Tags of the document, folded (<see cref="Content.Tags.Fold"/>).</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Date of the document, to the millisecond.</summary>
    public DateTimeOffset Date { get; init; }
}
