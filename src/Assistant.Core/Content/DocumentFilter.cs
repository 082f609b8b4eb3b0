namespace Assistant.Core.Content;

/// <summary>Which documents to list, in order of acceptance or its reverse; unset members do not restrict.</summary>
public sealed record DocumentFilter
{
    /// <summary>Collections by name; null for all.</summary>
    public IReadOnlyCollection<string>? Collections { get; init; }

    /// <summary>Only these states.</summary>
    public IReadOnlyCollection<ContentState>? States { get; init; }

    /// <summary>Only documents of this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only documents unpacked from this one.</summary>
    public DocumentId? Parent { get; init; }

    /// <summary>Case-insensitive part of uri or title.</summary>
    public string? Contains { get; init; }

    /// <summary>Only documents with these bytes.</summary>
    public BlobHash? Blob { get; init; }

    /// <summary>Only documents whose bytes another document of the same collections has too.</summary>
    public bool Duplicated { get; init; }

    /// <summary>The newest first, instead of the oldest.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Continue after this document.</summary>
    public DocumentId? After { get; init; }

    /// <summary>Leave out this many documents, from the beginning or from after <see cref="After"/>.</summary>
    public int Offset { get; init; }

    /// <summary>At most this many, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}
