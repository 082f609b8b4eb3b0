using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Text;

namespace Assistant.Index.Filters;

/// <summary>What filters ask of a chunk, and the language that it was stemmed in.</summary>
/// <param name="Collection">Key of the collection.</param>
/// <param name="Kind">Kind of the document.</param>
/// <param name="Language">Language; None for vectors.</param>
/// <param name="Tags">Tags of the document, folded, joined by line feeds; empty for none.</param>
/// <param name="Date">Date of the document, milliseconds since 1970.</param>
internal readonly record struct ChunkAttributes(int Collection, ContentKind Kind, Language Language, string Tags, long Date)
{
    /// <summary>Stands between tags; no tag holds it.</summary>
    public const char Separator = '\n';

    /// <summary>Attributes of a chunk of the store.</summary>
    public static ChunkAttributes Of(IndexedChunk chunk, Language language) =>
        new(chunk.CollectionKey, chunk.DocumentKind, language, chunk.Tags.Count == 0 ? "" : string.Join(Separator, chunk.Tags), chunk.Date.ToUnixTimeMilliseconds());
}
