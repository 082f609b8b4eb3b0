using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Assistant.Native.Vips.VipsNative;

namespace Assistant.Native.Vips;

/// <summary>
/// Reads PNG, JPEG, WebP, GIF and SVG with libvips: header first (limits), then pixels at the wanted size, with shrink-on-load
/// where the format has it. Upright by EXIF; animations give their first frame; transparency lies on white in pixel buffers.
/// Thread-safe; a call computes on the calling thread.
/// </summary>
public sealed partial class VipsImageReader
{
    /// <summary>Longest side of a thumbnail.</summary>
    public const int ThumbnailSide = 512;

    // Values of libvips' enumerations that are used here (libvips/include/vips: foreign.h, resample.h, conversion.h, image.h).
    private const int SizeBoth = 0, SizeDown = 2, SizeForce = 3, InterestingCentre = 1, FormatUchar = 0, SpaceGrey = 1, SpaceSrgb = 22, KeepNone = 0;

    private readonly ImageLimits limits;

    /// <summary>Makes a reader.</summary>
    /// <param name="limits">Limits; null for the defaults.</param>
    public VipsImageReader(ImageLimits? limits = null) => this.limits = limits ?? new ImageLimits();

    /// <summary>Reads size, format and a thumbnail.</summary>
    /// <exception cref="ImageRefusedException">The image is damaged, over a limit, or of another format.</exception>
    /// <exception cref="DllNotFoundException">libvips is missing; see <see cref="VipsLibrary.Problem"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public unsafe DecodedImage Read(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        fixed (byte* data = bytes.Span)
        {
            var (width, height, format) = ReadHeader(data, bytes.Length);
            using var thumbnail = Thumbnail(data, bytes.Length, ThumbnailSide, ThumbnailSide, SizeDown, crop: false);
            var webp = Compute(thumbnail, image =>
            {
                using var save = new VipsOperation("webpsave_buffer").Set("in", image).Set("Q", 80).Set("keep", KeepNone);
                return save.ToBytes();
            }, cancellationToken);
            return new DecodedImage(width, height, format, webp);
        }
    }

    /// <summary>Reads size and format from the header alone; decodes no pixel.</summary>
    /// <exception cref="ImageRefusedException">The header is damaged, over a limit, or of another format.</exception>
    /// <exception cref="DllNotFoundException">libvips is missing.</exception>
    public unsafe (int Width, int Height, string Format) ReadHeader(ReadOnlyMemory<byte> bytes)
    {
        fixed (byte* data = bytes.Span) return ReadHeader(data, bytes.Length);
    }

    /// <summary>Reads pixels at a size, for encoders and text recognition; small pictures are enlarged.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="width">Wanted width, 1 to 16,384 pixels.</param>
    /// <param name="height">Wanted height, 1 to 16,384 pixels.</param>
    /// <param name="fit">How it is brought to that size.</param>
    /// <param name="grey">True for one grey channel, false for sRGB.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ImageRefusedException">The image is damaged, over a limit, or of another format.</exception>
    /// <exception cref="DllNotFoundException">libvips is missing.</exception>
    public unsafe PixelBuffer ReadPixels(ReadOnlyMemory<byte> bytes, int width, int height, PixelFit fit, bool grey = false, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 16_384);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 16_384);
        fixed (byte* data = bytes.Span)
        {
            ReadHeader(data, bytes.Length);
            using var sized = Thumbnail(data, bytes.Length, width, height, fit == PixelFit.Stretch ? SizeForce : SizeBoth, crop: fit == PixelFit.Cover);
            using var coloured = new VipsOperation("colourspace").Set("in", sized).Set("space", grey ? SpaceGrey : SpaceSrgb);
            using var image = coloured.ToImage();
            using var flat = image.HasAlpha ? Flatten(image) : null;
            using var cast = new VipsOperation("cast").Set("in", flat ?? image).Set("format", FormatUchar);
            using var final = cast.ToImage();
            var pixels = Compute(final, CopyPixels, cancellationToken);
            return new PixelBuffer(final.Width, final.Height, final.Bands, pixels);
        }
    }

    private static VipsImage Flatten(VipsImage image)
    {
        using var operation = new VipsOperation("flatten").Set("in", image).Set("background", [255.0]);
        return operation.ToImage();
    }

    private static unsafe byte[] CopyPixels(VipsImage image)
    {
        var memory = vips_image_write_to_memory(image.DangerousGetHandle(), out var size);
        if (memory is null) throw new ImageRefusedException(VipsOperation.TakeError());
        var bytes = new ReadOnlySpan<byte>(memory, checked((int)size)).ToArray();
        g_free(memory);
        return bytes;
    }

    private static unsafe VipsImage Thumbnail(byte* data, int length, int width, int height, int size, bool crop)
    {
        using var operation = new VipsOperation("thumbnail_buffer")
            .Set("buffer", data, length).Set("width", width).Set("height", height).Set("size", size)
            // thumbnail_buffer hands its own fail_on to some loaders only; the option string reaches all.
            .Set("option_string", "[fail_on=error]");
        if (crop) operation.Set("crop", InterestingCentre);
        return operation.ToImage();
    }

    private unsafe (int Width, int Height, string Format) ReadHeader(byte* data, int length)
    {
        if (VipsLibrary.Problem is { } problem) throw new DllNotFoundException(problem);
        var loader = length == 0 ? null : Marshal.PtrToStringUTF8((nint)vips_foreign_find_load_buffer(data, (nuint)length));
        var (nickname, format) = loader switch
        {
            "VipsForeignLoadPngBuffer" => ("pngload_buffer", "png"),
            "VipsForeignLoadJpegBuffer" => ("jpegload_buffer", "jpeg"),
            "VipsForeignLoadWebpBuffer" => ("webpload_buffer", "webp"),
            "VipsForeignLoadNsgifBuffer" => ("gifload_buffer", "gif"),
            "VipsForeignLoadSvgBuffer" => ("svgload_buffer", "svg"),
            _ => throw Unknown(),
        };
        using var operation = new VipsOperation(nickname).Set("buffer", data, length);
        using var image = operation.ToImage();
        var (width, height) = image.IsSideways ? (image.Height, image.Width) : (image.Width, image.Height);
        if (width > limits.MaxSide || height > limits.MaxSide)
            throw new ImageRefusedException($"The image is {width} x {height} pixels; a side may have {limits.MaxSide}.");
        if ((long)width * height > limits.MaxPixels)
            throw new ImageRefusedException($"The image has {(long)width * height} pixels; {limits.MaxPixels} are allowed.");
        return (width, height, format);
    }

    private static ImageRefusedException Unknown()
    {
        VipsOperation.TakeError();
        return new ImageRefusedException("The bytes are not a PNG, JPEG, WebP, GIF or SVG image.");
    }

    /// <summary>Runs the lazy computation of an image; it is stopped at a tile when the time is over or the token cancelled.</summary>
    private unsafe byte[] Compute(VipsImage image, Func<VipsImage, byte[]> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = Stopwatch.GetTimestamp() + (long)(limits.Timeout.TotalSeconds * Stopwatch.Frequency);
        // The callback sees only this number on the stack: the moment to stop at; cancellation sets it to now.
        var stopAt = deadline;
        var pointer = (nint)(&stopAt);
        using var registration = cancellationToken.Register(() => Volatile.Write(ref *(long*)pointer, 0));
        vips_image_set_progress(image.DangerousGetHandle(), 1);
        g_signal_connect_data(image.DangerousGetHandle(), "eval", &OnProgress, pointer, 0, 0);
        try
        {
            return run(image);
        }
        catch (ImageRefusedException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ImageRefusedException e) when (Stopwatch.GetTimestamp() > deadline)
        {
            throw new ImageRefusedException($"The image took longer than {limits.Timeout.TotalSeconds:0} s to read.", e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnProgress(nint image, nint progress, nint data)
    {
        if (Stopwatch.GetTimestamp() >= Volatile.Read(ref *(long*)data)) vips_image_set_kill(image, 1);
    }
}
