using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Fts5;

/// <summary>What filters ask of a chunk.</summary>
internal sealed record VectorScope(int Collection, ContentKind Kind, IReadOnlyList<string> Tags, DateTimeOffset Date)
{
    public static VectorScope Of(IndexedChunk chunk) => new(chunk.CollectionKey, chunk.DocumentKind, chunk.Tags, chunk.Date);
}
