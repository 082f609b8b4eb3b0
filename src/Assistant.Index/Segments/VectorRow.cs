using Assistant.Core.Content;

namespace Assistant.Index.Segments;

/// <summary>What a vector segment keeps of a row beside its vector.</summary>
/// <param name="Key">Chunk key.</param>
/// <param name="Collection">Key of the collection.</param>
/// <param name="Kind">Kind of the document.</param>
internal readonly record struct VectorRow(long Key, int Collection, ContentKind Kind);

/// <summary>Vectors that are compared with each other.</summary>
/// <param name="EncoderId">Which encoder made them.</param>
/// <param name="Modality">What they encode.</param>
/// <param name="Dimensions">Their width.</param>
internal readonly record struct VectorSpace(string EncoderId, ContentKind Modality, int Dimensions);
