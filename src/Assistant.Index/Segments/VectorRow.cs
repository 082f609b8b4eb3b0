using Assistant.Core.Content;
using Assistant.Index.Filters;

namespace Assistant.Index.Segments;

/// <summary>What a vector segment keeps of a row beside its vector.</summary>
/// <param name="Key">Chunk key.</param>
/// <param name="Attributes">What filters ask of it; the language is None.</param>
internal readonly record struct VectorRow(long Key, ChunkAttributes Attributes);

/// <summary>Vectors that are compared with each other.</summary>
/// <param name="EncoderId">Which encoder made them.</param>
/// <param name="Modality">What they encode.</param>
/// <param name="Dimensions">Their width.</param>
internal readonly record struct VectorSpace(string EncoderId, ContentKind Modality, int Dimensions);
