using System.Buffers;
using Assistant.Native.Vips;

namespace Assistant.Inference.Images;

/// <summary>
/// Leads encoded pictures to the tensor that a published encoder was trained with, as its <c>preprocessor_config.json</c> says: upright, RGB,
/// resized, cropped, rescaled, normalized. Within 2/255 of the reference. Thread-safe; a call computes on the calling thread.
/// </summary>
public sealed class ImagePreprocessor
{
    // A decoder may reduce a picture by 2, 4 or 8 as long as this many times the wanted size is left: measured, the result then stays within 2/255.
    private const int KeptFactor = 3;

    private readonly VipsImageReader reader = new();
    private readonly ImageSizing sizing;
    private readonly AlphaHandling alpha;

    // levels[channel * 256 + value]: what a pixel's byte becomes.
    private readonly float[] levels;

    private ImagePreprocessor(ImageSizing sizing, AlphaHandling alpha, float[] levels) => (this.sizing, this.alpha, this.levels) = (sizing, alpha, levels);

    /// <summary>Height of the tensor in pixels.</summary>
    public int Height => sizing.CropHeight;

    /// <summary>Width of the tensor in pixels.</summary>
    public int Width => sizing.CropWidth;

    /// <summary>Reads <c>preprocessor_config.json</c> of a model folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelFormatException">The file is missing or damaged, or asks for a step that is not supported; the message names it.</exception>
    public static ImagePreprocessor Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var json = ModelJson.Read(folder, PreprocessorReader.File);
        return new ImagePreprocessor(PreprocessorReader.Sizing(json), PreprocessorReader.Alpha(json), PreprocessorReader.Levels(json));
    }

    /// <summary>Reads a picture into a tensor.</summary>
    /// <param name="bytes">PNG, JPEG, WebP, GIF (first frame) or SVG.</param>
    /// <param name="pixels">Takes <c>[3, Height, Width]</c>; must have that length.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ImageRefusedException">The picture is damaged, over a limit, or of another format.</exception>
    /// <exception cref="DllNotFoundException">libvips is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Read(ReadOnlyMemory<byte> bytes, Span<float> pixels, CancellationToken cancellationToken)
    {
        if (pixels.Length != 3 * Height * Width) throw new ArgumentException($"The tensor must have {3 * Height * Width} numbers, not {pixels.Length}.", nameof(pixels));
        var (width, height, _) = reader.ReadHeader(bytes);
        var (newWidth, newHeight) = sizing.Resized(width, height);
        var picture = reader.ReadRgb(bytes, KeptFactor * newWidth, KeptFactor * newHeight, alpha, cancellationToken);

        // What of the resized picture is wanted, and where it lies in the result: where the picture is smaller, the reference puts the odd pixel before it.
        var (left, columns, x0) = Window(newWidth, Width);
        var (top, rows, y0) = Window(newHeight, Height);
        var resized = ArrayPool<byte>.Shared.Rent(rows * columns * 3);
        try
        {
            var result = resized.AsSpan(0, rows * columns * 3);
            var across = new ResizeWeights(picture.Width, Extent(width, picture.Width), newWidth, left, columns, sizing.Filter);
            var down = new ResizeWeights(picture.Height, Extent(height, picture.Height), newHeight, top, rows, sizing.Filter);
            ImageResampler.Resize(picture.Bytes.Span, picture.Width, across, down, columns, rows, result, cancellationToken);
            Spread(result, columns, rows, x0, y0, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(resized);
        }
    }

    private static (int From, int Count, int To) Window(int size, int wanted) =>
        size >= wanted ? ((size - wanted) / 2, wanted, 0) : (0, size, (wanted - size + 1) / 2);

    /// <summary>Pixels of a reduced side that the whole side was led to: reduced by a power of two, the last one is covered in part.</summary>
    private static double Extent(int whole, int reduced)
    {
        for (var factor = 2; factor <= 8; factor *= 2)
        {
            if ((whole + factor - 1) / factor == reduced) return (double)whole / factor;
        }

        return reduced;
    }

    /// <summary>Bytes <c>[rows, columns, 3]</c> to floats <c>[3, Height, Width]</c>.</summary>
    private void Spread(ReadOnlySpan<byte> bytes, int columns, int rows, int x0, int y0, Span<float> pixels)
    {
        for (var c = 0; c < 3; c++)
        {
            var table = levels.AsSpan(c * 256, 256);
            var plane = pixels.Slice(c * Height * Width, Height * Width);
            if (rows < Height || columns < Width) plane.Fill(table[0]);
            for (var y = 0; y < rows; y++)
            {
                var row = bytes.Slice(y * columns * 3, columns * 3);
                var target = plane.Slice((y0 + y) * Width + x0, columns);
                for (int x = 0, i = c; x < target.Length; x++, i += 3) target[x] = table[row[i]];
            }
        }
    }
}
