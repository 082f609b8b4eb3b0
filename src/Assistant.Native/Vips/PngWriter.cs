using System.Buffers.Binary;
using System.IO.Compression;

namespace Assistant.Native.Vips;

/// <summary>Writes 8-bit RGB as PNG (ISO/IEC 15948): signature, IHDR, one IDAT without row filters, IEND.</summary>
public static class PngWriter
{
    /// <summary>Writes pixels.</summary>
    /// <param name="pixels">Three channels.</param>
    /// <exception cref="ArgumentException">There is another number of channels.</exception>
    public static byte[] Write(PixelBuffer pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Channels != 3) throw new ArgumentException($"A picture of {pixels.Channels} channels is not written.", nameof(pixels));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = pixels.Width * 3;
            for (var y = 0; y < pixels.Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Bytes.Span.Slice(y * row, row));
            }
        }

        using var output = new MemoryStream();
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Height);
        (header[8], header[9]) = (8, 2); // bits a channel; truecolour
        Chunk(output, "IHDR"u8, header);
        Chunk(output, "IDAT"u8, packed.ToArray());
        Chunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    private static void Chunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(type, data));
        output.Write(number);
    }

    // CRC-32 of ISO 3309, bit by bit: the pictures are small.
    private static uint Crc(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in (byte[])[.. type, .. data])
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
