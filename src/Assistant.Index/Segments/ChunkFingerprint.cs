using System.Runtime.InteropServices;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Segments;

/// <summary>A checksum of what is indexed of a chunk, by which a verification finds a chunk whose text differs from the store's.</summary>
internal static class ChunkFingerprint
{
    /// <summary>CRC-32C over title, headings, text and attributes.</summary>
    public static uint Of(IndexedChunk chunk)
    {
        Span<int> attributes = [chunk.CollectionKey, (int)chunk.DocumentKind, (int)chunk.BlockKind, chunk.Headings.Count, chunk.Tags.Count];
        var crc = Checksum.Append(0, MemoryMarshal.AsBytes(attributes));
        Span<long> date = [chunk.Date.ToUnixTimeMilliseconds()];
        crc = Checksum.Append(crc, MemoryMarshal.AsBytes(date));
        foreach (var tag in chunk.Tags)
            crc = Checksum.Append(crc, MemoryMarshal.AsBytes(tag.AsSpan()));
        crc = Checksum.Append(crc, MemoryMarshal.AsBytes(chunk.Title.AsSpan()));
        foreach (var heading in chunk.Headings)
            crc = Checksum.Append(crc, MemoryMarshal.AsBytes(heading.AsSpan()));
        return Checksum.Append(crc, MemoryMarshal.AsBytes(chunk.Text.AsSpan()));
    }
}
