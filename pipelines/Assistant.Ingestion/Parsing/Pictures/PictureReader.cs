using Assistant.Core.Agent.Vision;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Tools;
using Assistant.Native.Vips;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>Reads pictures for the agent as the parser does: the text of pictures that were ingested is kept, so that it is not read twice.</summary>
internal sealed class PictureReader : IPictureReader, IDisposable
{
    /// <summary>Longest side of the picture that is cut: encoders look at a few hundred pixels.</summary>
    private const int LongestCut = 1_344;

    private readonly ChildSlots slots;
    private readonly VipsImageReader reader;
    private readonly TextRecognition recognition;

    /// <summary>Makes a reader with the parser's settings.</summary>
    public PictureReader(IOptions<ParsingOptions> options, ParsingEnvironment environment, IDerivedCache cache, ILogger<ContentParser> logger)
    {
        var value = options.Value;
        slots = new ChildSlots(value.ChildProcesses > 0 ? value.ChildProcesses : Environment.ProcessorCount);
        reader = new VipsImageReader(new ImageLimits { Timeout = TimeSpan.FromSeconds(value.TimeoutSeconds) });
        recognition = new TextRecognition(value, environment, slots, cache, reader, logger);
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PictureLine>> ReadAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken = default) => GuardAsync<IReadOnlyList<PictureLine>>(async () =>
    {
        var (width, height, _) = reader.ReadHeader(picture);
        var tsv = await recognition.ReadTsvAsync(new ParseInput("picture", null, BlobHash.Of(picture.Span), picture), width, height, cancellationToken);
        return [.. RecognizedLines.Of(tsv).Select(line => new PictureLine(line.Text, line.Box.Left, line.Box.Top, line.Box.Right, line.Box.Bottom))];
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PicturePatch>> CutAsync(ReadOnlyMemory<byte> picture, int side, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return GuardAsync<IReadOnlyList<PicturePatch>>(() => Task.Run<IReadOnlyList<PicturePatch>>(() => Cut(picture, side, cancellationToken), cancellationToken));
    }

    private List<PicturePatch> Cut(ReadOnlyMemory<byte> picture, int side, CancellationToken cancellationToken)
    {
        var (width, height, _) = reader.ReadHeader(picture);
        var scale = Math.Min(1, (double)LongestCut / Math.Max(width, height));
        var (w, h) = (Math.Max(side, (int)(width * scale)), Math.Max(side, (int)(height * scale)));
        var pixels = reader.ReadPixels(picture, w, h, PixelFit.Stretch, grey: false, cancellationToken);
        var patches = new List<PicturePatch>(side * side);
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var (left, top, right, bottom) = (w * column / side, h * row / side, w * (column + 1) / side, h * (row + 1) / side);
                var piece = new byte[(right - left) * (bottom - top) * 3];
                for (var y = top; y < bottom; y++)
                    pixels.Bytes.Span.Slice(((y * w) + left) * 3, (right - left) * 3).CopyTo(piece.AsSpan((y - top) * (right - left) * 3));
                patches.Add(new PicturePatch(PngWriter.Write(new PixelBuffer(right - left, bottom - top, 3, piece)), (double)left / w, (double)top / h, (double)right / w, (double)bottom / h));
            }
        }

        return patches;
    }

    private static async ValueTask<T> GuardAsync<T>(Func<Task<T>> work)
    {
        if (VipsLibrary.Problem is { } problem) throw new InvalidDataException(problem);
        try
        {
            return await work();
        }
        catch (ImageRefusedException failure)
        {
            throw new InvalidDataException(failure.Message, failure);
        }
    }
}
