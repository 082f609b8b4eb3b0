namespace Assistant.Core.Content;

/// <summary>A chunk with what is needed to show and cite it.</summary>
/// <param name="ChunkKey">Key of the chunk; never reused.</param>
/// <param name="DocumentId">Its document.</param>
/// <param name="Version">Version of the document that it is from.</param>
/// <param name="Collection">Name of the collection.</param>
/// <param name="Uri">Uri of the document.</param>
/// <param name="Title">Title of the document.</param>
/// <param name="DocumentKind">Text or image.</param>
/// <param name="Chunk">Span, headings, page.</param>
/// <param name="Text">The chunk's text.</param>
public sealed record Passage(long ChunkKey, DocumentId DocumentId, int Version, string Collection, string Uri, string? Title, ContentKind DocumentKind, Chunk Chunk, string Text)
{
    /// <summary>Tags of the document, folded.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Date of the document.</summary>
    public DateTimeOffset Date { get; init; }
}
