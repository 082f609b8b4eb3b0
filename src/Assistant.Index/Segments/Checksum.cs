using System.Buffers.Binary;
using System.Numerics;

namespace Assistant.Index.Segments;

/// <summary>CRC-32C (Castagnoli) by the processor's instruction where it has one.</summary>
internal static class Checksum
{
    /// <summary>Continues a checksum; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>Checksum of a block of memory of any size.</summary>
    public static unsafe uint Of(byte* address, long length)
    {
        var crc = 0u;
        while (length > 0)
        {
            var n = (int)Math.Min(length, 1 << 30);
            crc = Append(crc, new ReadOnlySpan<byte>(address, n));
            address += n;
            length -= n;
        }

        return crc;
    }
}
