namespace Assistant.Contracts.Messages;

/// <summary>Offers content to a collection. Exactly one of <see cref="Blob"/> and <see cref="Text"/> is set.</summary>
/// <param name="Collection">Name of the collection.</param>
/// <param name="Uri">Identity within the collection.</param>
public sealed record SubmitContent(string Collection, string Uri)
{
    /// <summary>SHA-256 (64 hexadecimal digits) of bytes that are in the blob store already: the claim check.</summary>
    public string? Blob { get; init; }

    /// <summary>The content itself, for short texts, at most 64 KiB.</summary>
    public string? Text { get; init; }

    /// <summary>Declared media type; a hint.</summary>
    public string? MediaType { get; init; }

    /// <summary>Producer or feed that it comes from.</summary>
    public string? Source { get; init; }

    /// <summary>When the content was last changed at its source.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Tags, at most 32 of 1 to 64 characters; they replace those given before. Null leaves them as they are.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
