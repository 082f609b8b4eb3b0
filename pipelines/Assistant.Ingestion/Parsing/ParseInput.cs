using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing;

/// <summary>Content to be parsed.</summary>
/// <param name="Uri">Its uri within the collection; relative pictures and children are named from it.</param>
/// <param name="DeclaredMediaType">What the producer said; a hint after the bytes and the extension.</param>
/// <param name="Blob">Hash of the bytes, under which costly results are kept.</param>
/// <param name="Bytes">The content.</param>
public sealed record ParseInput(string Uri, string? DeclaredMediaType, BlobHash Blob, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What pages say about this picture (their alternative text and heading path); empty for everything else.</summary>
    public IReadOnlyList<ImageReference> Captions { get; init; } = [];
}
