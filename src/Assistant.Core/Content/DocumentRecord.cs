namespace Assistant.Core.Content;

/// <summary>What is known of a document, without its text.</summary>
public sealed record DocumentRecord
{
    /// <summary>Stable id.</summary>
    public required DocumentId Id { get; init; }

    /// <summary>Name of its collection.</summary>
    public required string Collection { get; init; }

    /// <summary>Identity within the collection.</summary>
    public required string Uri { get; init; }

    /// <summary>Newest accepted version.</summary>
    public required int Version { get; init; }

    /// <summary>State of the newest version.</summary>
    public required ContentState State { get; init; }

    /// <summary>Hash of the newest version's bytes.</summary>
    public required BlobHash Blob { get; init; }

    /// <summary>Bytes of the newest version.</summary>
    public required long Size { get; init; }

    /// <summary>Why it was rejected or failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Failed tries of the newest version.</summary>
    public int Attempts { get; init; }

    /// <summary>The version whose text is searchable; null before the first parse. An older version stays live until a newer one is parsed.</summary>
    public int? LiveVersion { get; init; }

    /// <summary>Title found by the parser.</summary>
    public string? Title { get; init; }

    /// <summary>Detected media type once parsed, else the declared one.</summary>
    public string? MediaType { get; init; }

    /// <summary>Text or image; null before it is parsed.</summary>
    public ContentKind? Kind { get; init; }

    /// <summary>Chunks of the live version.</summary>
    public int Chunks { get; init; }

    /// <summary>Source it came from.</summary>
    public string? Source { get; init; }

    /// <summary>Document it was unpacked from.</summary>
    public DocumentId? Parent { get; init; }

    /// <summary>Thumbnail (WebP) of an image.</summary>
    public BlobHash? Thumbnail { get; init; }

    /// <summary>Width and height in pixels after EXIF orientation, of an image.</summary>
    public (int Width, int Height)? Pixels { get; init; }

    /// <summary>Tags that a search may ask for: those of the submission and those that the parser found. Those of the submission alone before the first parse.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tags of the submission alone.</summary>
    public IReadOnlyList<string> GivenTags { get; init; } = [];

    /// <summary>Its date for searches: the one that it names itself, else when it was changed at its source, else its first acceptance.</summary>
    public DateTimeOffset Date { get; init; }

    /// <summary>First acceptance.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Last change of state.</summary>
    public DateTimeOffset Updated { get; init; }
}
