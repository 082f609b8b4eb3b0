namespace Assistant.Core.Content;

/// <summary>Content offered to a collection; its bytes are already in the blob store (claim check).</summary>
/// <param name="Collection">Name of the collection; made when it does not exist.</param>
/// <param name="Uri">Identity within the collection, at most 2,000 characters: a path relative to the ingested folder with forward slashes, a URL, <c>archive.zip!/entry</c>.</param>
/// <param name="Blob">The bytes.</param>
/// <param name="Size">Their number.</param>
public sealed record Submission(string Collection, string Uri, BlobHash Blob, long Size)
{
    /// <summary>Declared media type, a hint only: the bytes decide.</summary>
    public string? MediaType { get; init; }

    /// <summary>The folder, feed or producer that it came from; pruning looks at one source only.</summary>
    public string? Source { get; init; }

    /// <summary>The document that this was unpacked from (archive entry, picture inside a DOCX); deleted with it.</summary>
    public DocumentId? Parent { get; init; }

    /// <summary>Id of the API key that submits it, so that its judgements of its own content count for nobody else; null for the local user and for sources of the service. A part has its parent's.</summary>
    public string? Uploader { get; init; }

    /// <summary>When the content was last changed at its source: the document's date. Kept from the submission that brought the bytes; one of a part that names none is its parent's.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>
    /// Tags, at most 32 of 1 to 64 characters, kept in lower case. They replace those given before, also where the bytes are unchanged;
    /// null leaves them as they are, or, for a new part of another document, takes that document's.
    /// </summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
