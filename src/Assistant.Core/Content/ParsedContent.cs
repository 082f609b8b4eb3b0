using Assistant.Core.Knowledge;

namespace Assistant.Core.Content;

/// <summary>A parse to be committed: text, chunks and links of one version, in one transaction.</summary>
/// <param name="Ref">The version that was parsed; the commit is dropped when it is no longer the newest or the document is gone.</param>
/// <param name="Document">The parse.</param>
/// <param name="Chunks">Its chunks, ascending.</param>
/// <param name="Thumbnail">Stored thumbnail of an image.</param>
/// <param name="NeedsVectors">Whether an encoder is to embed it: the state becomes Parsed, else Embedded.</param>
public sealed record ParsedContent(ContentRef Ref, ParsedDocument Document, IReadOnlyList<Chunk> Chunks, BlobHash? Thumbnail, bool NeedsVectors)
{
    /// <summary>What the text states, with spans in it; they replace those of the version before.</summary>
    public IReadOnlyList<Triple> Triples { get; init; } = [];
}

/// <summary>What a parse commit did.</summary>
/// <param name="Ref">The version.</param>
/// <param name="Committed">False when it was no longer the newest, or gone, or already past this step; nothing was written then.</param>
/// <param name="Sequence">Change that makes it searchable; the index contains it once it has applied that number.</param>
/// <param name="RefreshedImages">Image documents that this page gave a caption to: set back to Accepted, to be parsed again with it.</param>
public sealed record ParsedCommit(ContentRef Ref, bool Committed, long Sequence, IReadOnlyList<ContentRef> RefreshedImages);
