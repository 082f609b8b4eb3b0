namespace Assistant.Core.Content;

/// <summary>
/// The record of truth for documents, chunks and vectors. Every method is one transaction (batches too), durable when it
/// returns, safe to call from many threads and processes, and idempotent: a step that is repeated changes nothing.
/// </summary>
public interface IContentStore
{
    /// <summary>Accepts submissions in order. Same (collection, uri, hash) again is a no-op, unless it had failed: then it is Accepted again. A new hash makes a new version in state Accepted.</summary>
    /// <returns>One answer for each submission, in the same order.</returns>
    ValueTask<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default);

    /// <summary>Finds a document by id; null when there is none.</summary>
    ValueTask<DocumentRecord?> FindAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>Finds a document by its identity; null when there is none.</summary>
    ValueTask<DocumentRecord?> FindAsync(string collection, string uri, CancellationToken cancellationToken = default);

    /// <summary>Finds several documents at once; missing ones are left out.</summary>
    ValueTask<IReadOnlyList<DocumentRecord>> FindAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default);

    /// <summary>Lists documents in order of acceptance.</summary>
    ValueTask<IReadOnlyList<DocumentRecord>> ListAsync(DocumentFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Reads unfinished versions (Accepted, Parsed, Embedded) that have not changed since <paramref name="before"/>, oldest first.</summary>
    /// <param name="after">Continue after this document; null from the start.</param>
    /// <param name="before">Only those last updated at or before this time; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<PendingContent>> ReadUnfinishedAsync(DocumentId? after, DateTimeOffset? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts documents by state, for one collection or all.</summary>
    ValueTask<IReadOnlyDictionary<ContentState, long>> CountAsync(IReadOnlyCollection<string>? collections = null, CancellationToken cancellationToken = default);

    /// <summary>Counts the documents of a filter, wherever its page begins and ends.</summary>
    ValueTask<long> CountAsync(DocumentFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Replaces the live text, chunks and vectors of each document by the parse, atomically, and logs the change.</summary>
    ValueTask<IReadOnlyList<ParsedCommit>> CommitParsedAsync(IReadOnlyList<ParsedContent> parsed, CancellationToken cancellationToken = default);

    /// <summary>Reads the chunks of the given versions that have no text vector of the encoder yet.</summary>
    ValueTask<IReadOnlyList<ChunkText>> ReadChunksWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default);

    /// <summary>Stores vectors and refusals, marks the versions Embedded, and logs the change. Those of chunks that are gone are dropped.</summary>
    /// <returns>The change that the index must contain to hold them.</returns>
    ValueTask<long> CommitVectorsAsync(IReadOnlyList<ContentRef> refs, IReadOnlyList<ChunkVector> vectors, CancellationToken cancellationToken = default);

    /// <summary>Marks versions Indexed that are Embedded and whose changes are all at or below <paramref name="appliedSequence"/>.</summary>
    /// <returns>Those that are now Indexed.</returns>
    ValueTask<IReadOnlyList<ContentRef>> MarkIndexedAsync(IReadOnlyList<ContentRef> refs, long appliedSequence, CancellationToken cancellationToken = default);

    /// <summary>Ends a version as Rejected; the older live version, if any, stays live.</summary>
    ValueTask RejectAsync(ContentRef content, string reason, CancellationToken cancellationToken = default);

    /// <summary>Ends a version as Failed (dead letter) after a number of attempts.</summary>
    ValueTask FailAsync(ContentRef content, string reason, int attempts, CancellationToken cancellationToken = default);

    /// <summary>Sets Failed or Rejected documents back to Accepted, or all that match the filter.</summary>
    /// <returns>Those set back.</returns>
    ValueTask<IReadOnlyList<ContentRef>> RedriveAsync(DocumentFilter filter, DocumentId? id = null, CancellationToken cancellationToken = default);

    /// <summary>Says what a deletion would take with it; null when there is no such document.</summary>
    ValueTask<DeletionPreview?> PreviewDeletionAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>Removes documents with everything that came from them: chunks, vectors, blobs without other owners, links, citations and the sentences they support, feedback, documents unpacked from them.</summary>
    /// <returns>One proof for each document that existed.</returns>
    ValueTask<IReadOnlyList<Deletion>> DeleteAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads passages by chunk key, in the order asked; chunks that are gone are left out, and so is anything outside <paramref name="collections"/>.</summary>
    ValueTask<IReadOnlyList<Passage>> ReadPassagesAsync(IReadOnlyList<long> chunkKeys, IReadOnlySet<int>? collections, CancellationToken cancellationToken = default);

    /// <summary>Tells which chunks belong to pictures: the first chunk of the picture for each of them; others are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, long>> ReadPictureKeysAsync(IReadOnlyCollection<long> chunkKeys, CancellationToken cancellationToken = default);

    /// <summary>Reads the parsed text of the live version; null when there is none.</summary>
    ValueTask<DocumentText?> ReadTextAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>Reads the captions that pages give to a picture, from their live versions.</summary>
    ValueTask<IReadOnlyList<ImageReference>> ReadCaptionsAsync(string collection, string imageUri, CancellationToken cancellationToken = default);

    /// <summary>Lists collections with their counts.</summary>
    ValueTask<IReadOnlyList<CollectionRecord>> ListCollectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the groups that may read a collection (empty: every key); makes the collection when needed.</summary>
    ValueTask SetCollectionGroupsAsync(string collection, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default);
}

/// <summary>An unfinished version and where it stands.</summary>
/// <param name="Ref">The version.</param>
/// <param name="State">Accepted, Parsed or Embedded.</param>
/// <param name="Sequence">Its last change in the log, 0 when none.</param>
public readonly record struct PendingContent(ContentRef Ref, ContentState State, long Sequence);

/// <summary>A chunk to be embedded.</summary>
/// <param name="Ref">Its version.</param>
/// <param name="ChunkKey">Its key.</param>
/// <param name="Text">Title, heading path and text, as an encoder should see it.</param>
public sealed record ChunkText(ContentRef Ref, long ChunkKey, string Text);

/// <summary>A vector of a chunk.</summary>
/// <param name="ChunkKey">The chunk.</param>
/// <param name="EncoderId">Which encoder made it; several can live side by side.</param>
/// <param name="Modality">Whether it encodes the chunk's text or the picture itself.</param>
/// <param name="Values">L2-normalized, [d]; stored at half precision where that turns it by less than a thousandth (1 − cosine), which it does not notice. Empty for a refusal.</param>
public sealed record ChunkVector(long ChunkKey, string EncoderId, ContentKind Modality, ReadOnlyMemory<float> Values)
{
    /// <summary>Why the encoder refuses this input; then there is no vector and none is asked for again, and the document bears it as its reason. Null for a vector.</summary>
    public string? Refusal { get; init; }
}

/// <summary>A collection.</summary>
/// <param name="Key">Small integer used in filters.</param>
/// <param name="Name">Its name.</param>
/// <param name="Groups">Groups that may read it; empty for every key.</param>
/// <param name="Documents">Documents with a live version.</param>
/// <param name="Pending">Documents still on their way.</param>
public sealed record CollectionRecord(int Key, string Name, IReadOnlyList<string> Groups, long Documents, long Pending);

/// <summary>The parsed text of a document's live version.</summary>
/// <param name="Id">The document.</param>
/// <param name="Version">The live version.</param>
/// <param name="Title">Title.</param>
/// <param name="Text">Parsed text.</param>
/// <param name="Chunks">Chunks, ascending.</param>
public sealed record DocumentText(DocumentId Id, int Version, string? Title, string Text, IReadOnlyList<Chunk> Chunks);
