using Assistant.Index.Filters;

namespace Assistant.Index.Segments;

/// <summary>What a segment keeps of a chunk beside its terms.</summary>
/// <param name="Key">Chunk key.</param>
/// <param name="Attributes">What filters ask of it.</param>
/// <param name="Fingerprint">CRC-32C of its text as indexed.</param>
/// <param name="Title">Length of the title in words.</param>
/// <param name="Headings">Length of the headings in words.</param>
/// <param name="Body">Length of the body in words.</param>
/// <param name="Caption">Length of captions and OCR text in words.</param>
internal readonly record struct ChunkRow(
    long Key, ChunkAttributes Attributes, uint Fingerprint, ushort Title, ushort Headings, ushort Body, ushort Caption);
