namespace Assistant.Connectors.Producers.Targets;

/// <summary>Content that a producer offers.</summary>
/// <param name="Uri">Identity in the collection.</param>
/// <param name="Bytes">The content.</param>
/// <param name="MediaType">Declared media type; a hint.</param>
/// <param name="Modified">When it was last changed at its source.</param>
public sealed record OfferedContent(string Uri, ReadOnlyMemory<byte> Bytes, string? MediaType = null, DateTimeOffset? Modified = null)
{
    /// <summary>Tags; null leaves those that the target holds.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
