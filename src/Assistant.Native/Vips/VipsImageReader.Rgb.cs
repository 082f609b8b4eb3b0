namespace Assistant.Native.Vips;

/// <content>Pixels for a resize that is not libvips' own.</content>
public sealed partial class VipsImageReader
{
    // Above this, pictures of formats without shrink-on-load are averaged in blocks while they are read, so that memory stays small.
    private const long WholePixels = 16_000_000;

    // VIPS_FAIL_ON_ERROR of libvips/include/vips/foreign.h.
    private const int FailOnError = 2;

    /// <summary>
    /// Reads sRGB pixels, upright, at the picture's own size or a fraction of it: the decoder's (JPEG, WebP), block means of very large
    /// pictures of other formats. SVG is drawn so that no side is below the smallest size.
    /// </summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="smallestWidth">A reduced picture is at least this wide, in pixels.</param>
    /// <param name="smallestHeight">A reduced picture is at least this high, in pixels.</param>
    /// <param name="alpha">What becomes of transparency; an SVG always lies on white, for nothing is drawn behind it.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns><c>[height, width, 3]</c>.</returns>
    /// <exception cref="ImageRefusedException">The image is damaged, over a limit, or of another format.</exception>
    /// <exception cref="DllNotFoundException">libvips is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public unsafe PixelBuffer ReadRgb(ReadOnlyMemory<byte> bytes, int smallestWidth, int smallestHeight, AlphaHandling alpha, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallestWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(smallestHeight, 1);
        fixed (byte* data = bytes.Span)
        {
            var (width, height, format) = ReadHeader(data, bytes.Length);
            var (across, down) = ((double)width / smallestWidth, (double)height / smallestHeight);
            using var loaded = format == "svg" ? Draw(data, bytes.Length, width, height, Math.Min(across, down)) : Load(data, bytes.Length, format, Math.Min(across, down));
            using var blocks = format is "png" or "gif" && (long)width * height > WholePixels ? Blocks(loaded, across, down) : null;
            using var turn = new VipsOperation("autorot").Set("in", blocks ?? loaded);
            using var upright = turn.ToImage();
            using var colours = new VipsOperation("colourspace").Set("in", upright).Set("space", SpaceSrgb);
            using var coloured = colours.ToImage();
            using var opaque = coloured.HasAlpha && (alpha == AlphaHandling.OnWhite || format == "svg") ? Flatten(coloured) : null;
            using var bands = new VipsOperation("extract_band").Set("in", opaque ?? coloured).Set("band", 0).Set("n", 3);
            using var three = bands.ToImage();
            using var cast = new VipsOperation("cast").Set("in", three).Set("format", FormatUchar);
            using var final = cast.ToImage();
            return new PixelBuffer(final.Width, final.Height, 3, Compute(final, CopyPixels, cancellationToken));
        }
    }

    /// <summary>Loads lazily, reduced as far as the format's decoder can and <paramref name="most"/> allows.</summary>
    private static unsafe VipsImage Load(byte* data, int length, string format, double most)
    {
        // A power of two: the scales that JPEG's inverse transform has.
        var shrink = most >= 8 ? 8 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
        using var operation = new VipsOperation(format switch { "jpeg" => "jpegload_buffer", "png" => "pngload_buffer", "webp" => "webpload_buffer", _ => "gifload_buffer" })
            .Set("buffer", data, length).Set("fail_on", FailOnError);
        if (format == "jpeg") operation.Set("shrink", shrink);
        if (format == "webp") operation.Set("scale", 1.0 / shrink);
        return operation.ToImage();
    }

    private unsafe VipsImage Draw(byte* data, int length, int width, int height, double most)
    {
        var scale = Math.Min(1 / most, Math.Min((double)(limits.MaxSide - 1) / Math.Max(width, height), Math.Sqrt((double)WholePixels / width / height)));
        using var operation = new VipsOperation("svgload_buffer").Set("buffer", data, length).Set("fail_on", FailOnError).Set("scale", scale);
        return operation.ToImage();
    }

    private static VipsImage Blocks(VipsImage image, double across, double down)
    {
        // The factors belong to the upright picture.
        if (image.IsSideways) (across, down) = (down, across);
        using var operation = new VipsOperation("shrink").Set("in", image).Set("hshrink", Math.Max(1, Math.Floor(across))).Set("vshrink", Math.Max(1, Math.Floor(down)));
        return operation.ToImage();
    }
}
