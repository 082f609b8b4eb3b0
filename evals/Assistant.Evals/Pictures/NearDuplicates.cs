using Assistant.Native.Vips;

namespace Assistant.Evals.Pictures;

/// <summary>Makes pictures that a person takes for the same one: a cut, other colours, another size.</summary>
public static class NearDuplicates
{
    /// <summary>The kinds, in order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["cropped", "recoloured", "rescaled"];

    /// <summary>Makes one of each kind, as PNG.</summary>
    /// <param name="picture">Encoded bytes of any supported format.</param>
    /// <exception cref="ImageRefusedException">The picture cannot be read.</exception>
    public static IReadOnlyList<(string Kind, byte[] Png)> Of(ReadOnlyMemory<byte> picture)
    {
        var pixels = new VipsImageReader().ReadRgb(picture, 256, 256, AlphaHandling.OnWhite);
        return [(Kinds[0], PngWriter.Write(Crop(pixels))), (Kinds[1], PngWriter.Write(Recolour(pixels))), (Kinds[2], PngWriter.Write(Rescale(pixels)))];
    }

    /// <summary>Cuts off a tenth at the left and the bottom, a twentieth at the right and the top.</summary>
    internal static PixelBuffer Crop(PixelBuffer source)
    {
        var (left, top) = (source.Width / 10, source.Height / 20);
        var (width, height) = (source.Width - left - (source.Width / 20), source.Height - top - (source.Height / 10));
        return Make(width, height, (x, y, channel) => At(source, x + left, y + top, channel));
    }

    /// <summary>A warmer light: gains of 1, 0.92 and 0.8.</summary>
    internal static PixelBuffer Recolour(PixelBuffer source)
    {
        double[] gains = [1, 0.92, 0.8];
        return Make(source.Width, source.Height, (x, y, channel) => (byte)(At(source, x, y, channel) * gains[channel]));
    }

    /// <summary>Three fifths of the size, the height another tenth less: block means.</summary>
    internal static PixelBuffer Rescale(PixelBuffer source)
    {
        var (width, height) = (Math.Max(1, source.Width * 6 / 10), Math.Max(1, source.Height * 54 / 100));
        return Make(width, height, (x, y, channel) =>
        {
            var (x0, x1) = (x * source.Width / width, Math.Max((x * source.Width / width) + 1, (x + 1) * source.Width / width));
            var (y0, y1) = (y * source.Height / height, Math.Max((y * source.Height / height) + 1, (y + 1) * source.Height / height));
            var sum = 0;
            for (var row = y0; row < y1; row++)
            {
                for (var column = x0; column < x1; column++) sum += At(source, column, row, channel);
            }

            return (byte)(sum / ((x1 - x0) * (y1 - y0)));
        });
    }

    private static byte At(PixelBuffer source, int x, int y, int channel) => source.Bytes.Span[(((y * source.Width) + x) * 3) + channel];

    private static PixelBuffer Make(int width, int height, Func<int, int, int, byte> pixel)
    {
        var bytes = new byte[width * height * 3];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = pixel(i / 3 % width, i / 3 / width, i % 3);
        return new PixelBuffer(width, height, 3, bytes);
    }
}
