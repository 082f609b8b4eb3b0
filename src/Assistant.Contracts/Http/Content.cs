namespace Assistant.Contracts.Http;

/// <summary>JSON body of <c>POST /api/content</c>: inline text, or a URL to fetch. Files are sent as multipart: fields <c>collection</c>, <c>source</c> and any number of <c>tag</c>, then each file with its uri as file name and, where it is known, a header <c>Last-Modified</c>.</summary>
public sealed record ContentBody
{
    /// <summary>Collection; made when it does not exist.</summary>
    public string Collection { get; init; } = "default";

    /// <summary>Identity within the collection; with <see cref="Url"/> the URL itself when absent.</summary>
    public string? Uri { get; init; }

    /// <summary>Inline text.</summary>
    public string? Text { get; init; }

    /// <summary>An http or https address to fetch; private, loopback and link-local ones are refused.</summary>
    public string? Url { get; init; }

    /// <summary>Media type of the text.</summary>
    public string? MediaType { get; init; }

    /// <summary>Source it belongs to.</summary>
    public string? Source { get; init; }

    /// <summary>When the content was last changed at its source; of an address that is fetched, what its server says.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Tags, at most 32 of 1 to 64 characters, kept in lower case. They replace those given before, also of unchanged content; absent leaves them as they are, an empty list takes them away.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>Answer of a submission: one entry for each item, in order.</summary>
public sealed record ContentAccepted(IReadOnlyList<ContentAcceptedItem> Items);

/// <summary>One accepted (or refused) item.</summary>
/// <param name="Uri">Its identity.</param>
/// <param name="Id">Document id; null when refused at the door.</param>
/// <param name="Version">Version.</param>
/// <param name="State">State.</param>
/// <param name="Changed">False when the same content was there already.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record ContentAcceptedItem(string Uri, string? Id, int Version, string State, bool Changed, string? Reason = null);

/// <summary>A document. <c>Hash</c> is the SHA-256 of its newest bytes in hexadecimal, so that a client can skip unchanged files. <c>Tags</c> are all that a search may ask for, <c>GivenTags</c> those of its submission; <c>Date</c> is what a search compares with.</summary>
public sealed record ContentInfo(string Id, string Collection, string Uri, int Version, int? LiveVersion, string State, string? Reason, int Attempts, string? Title, string? MediaType, string? Kind, int Chunks, long Size, string? Source, string? Parent, int? Width, int? Height, bool Thumbnail, DateTimeOffset Created, DateTimeOffset Updated, string? Hash = null, IReadOnlyList<string>? Tags = null, IReadOnlyList<string>? GivenTags = null, DateTimeOffset? Date = null);

/// <summary>A page of documents in order of acceptance; the counts by state of the same collections; the id to continue after, and how many documents the filter has in all.</summary>
public sealed record ContentList(IReadOnlyList<ContentInfo> Items, IReadOnlyDictionary<string, long> Counts, string? Next, long Total);

/// <summary>Parsed text of a document with its chunks: what a citation's span points into.</summary>
public sealed record ContentText(string Id, int Version, string? Title, string Text, IReadOnlyList<ContentChunk> Chunks);

/// <summary>A chunk.</summary>
public sealed record ContentChunk(int Start, int End, IReadOnlyList<string> Headings, int? Page, string Kind);

/// <summary>Proof of a deletion.</summary>
public sealed record ContentDeletion(string Id, long Sequence, int Documents, int Chunks, int Vectors, int Blobs, int Citations, int Feedback, DateTimeOffset At);

/// <summary>What a deletion would remove: an answer of <c>GET /api/content/{id}/deletion</c>.</summary>
/// <param name="Unpacked">Uris of documents that were unpacked from it and go with it; at most 100.</param>
/// <param name="Documents">Documents, itself included.</param>
/// <param name="Chunks">Chunks.</param>
/// <param name="Vectors">Vectors.</param>
/// <param name="Citations">Citations of stored answers, with the sentences that they support.</param>
/// <param name="Answers">Answers that lose a citation.</param>
/// <param name="Feedback">Judgements.</param>
/// <param name="Pictures">Pictures that are read again without the words that it gave them.</param>
public sealed record ContentDeletionPreview(IReadOnlyList<string> Unpacked, int Documents, long Chunks, long Vectors, long Citations, long Answers, long Feedback, long Pictures);

/// <summary>Unfinished documents.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Items">The first of them, at most 200, in the order in which they are taken up.</param>
public sealed record ContentWaiting(long Total, IReadOnlyList<ContentWaitingItem> Items);

/// <summary>An unfinished document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Position">Its place in the queue, from 1.</param>
/// <param name="State"><c>Accepted</c> (waits to be parsed), <c>Parsed</c> (to be embedded) or <c>Embedded</c> (to be indexed).</param>
public sealed record ContentWaitingItem(string Id, int Position, string State);

/// <summary>A collection.</summary>
public sealed record CollectionInfo(string Name, IReadOnlyList<string> Groups, long Documents, long Pending);

/// <summary>Result of an ingest: what <c>assistant ingest --json</c> prints.</summary>
public sealed record IngestResult(int Submitted, int Indexed, int Unchanged, int Rejected, int Failed, IReadOnlyList<IngestItem> Items, IReadOnlyList<string> Vanished, double Seconds);

/// <summary>An item that did not end as Indexed or Unchanged.</summary>
public sealed record IngestItem(string Uri, string State, string? Reason);
