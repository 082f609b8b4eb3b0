using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Assistant.Native.Tests.Vips;

/// <summary>Writes small PNG files by the specification (PNG 1.2), so that tests need no binaries and can lie in headers.</summary>
public static class TestImages
{
    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>An RGB picture from a function of x and y; the header may name another size.</summary>
    public static byte[] Png(int width, int height, Func<int, int, (byte R, byte G, byte B)> pixel, (int Width, int Height)? claimed = null, int? exifOrientation = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, claimed?.Width ?? width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), claimed?.Height ?? height);
        header[8] = 8;
        header[9] = 2;
        Write(file, "IHDR", header);
        if (exifOrientation is { } orientation)
        {
            byte[] exif = [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
            Write(file, "eXIf", exif);
        }

        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    var (r, g, b) = pixel(x, y);
                    zlib.Write([r, g, b]);
                }
            }
        }

        Write(file, "IDAT", data.ToArray());
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A picture of one colour.</summary>
    public static byte[] Png(int width, int height, byte r = 200, byte g = 30, byte b = 40) => Png(width, height, (_, _) => (r, g, b));

    /// <summary>A one-pixel GIF whose header may name any size.</summary>
    public static byte[] Gif(ushort width = 1, ushort height = 1) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0,
        255, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ];

    private static void Write(Stream file, string type, byte[] body)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(typed);
        var crc = 0xFFFFFFFFu;
        foreach (var one in typed) crc = Crc[(crc ^ one) & 0xFF] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc ^ 0xFFFFFFFF);
        file.Write(number);
    }
}
