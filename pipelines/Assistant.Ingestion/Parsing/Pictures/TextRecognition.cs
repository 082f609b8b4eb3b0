using System.Text;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Tools;
using Assistant.Native.Vips;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>Reads the text in pictures with tesseract in a limited child process; results are kept per blob. Without tesseract it reads nothing, and says so once in the log.</summary>
internal sealed partial class TextRecognition(ParsingOptions options, ParsingEnvironment environment, ChildSlots slots, IDerivedCache cache, VipsImageReader reader, ILogger<ContentParser> logger)
{
    /// <summary>Smaller pictures hold no legible text.</summary>
    private const int SmallestSide = 24;

    /// <summary>Tesseract reads letters of some 30 pixels best; small pictures (screen text has 10 to 15) are enlarged up to this side, threefold at most.</summary>
    private const int EnlargedSide = 2000;

    /// <summary>Larger pictures are reduced to this: reading time grows with the area.</summary>
    private const int LargestSide = 3000;

    /// <summary>Page segmentation modes of tesseract.</summary>
    private const string WholePage = "3", ScatteredWords = "11";

    private int said;

    /// <summary>Reads a picture: its lines, and what stands in columns with its labels (<see cref="AlignedText"/>); empty when there is no text.</summary>
    internal async Task<string> ReadAsync(ParseInput input, int width, int height, CancellationToken cancellationToken)
    {
        var tsv = await ReadTsvAsync(input, width, height, cancellationToken);
        var aligned = AlignedText.Of(RecognizedLines.Of(tsv));
        return aligned.Length == 0 ? Lines(tsv) : $"{Lines(tsv)}\n\n{aligned}";
    }

    /// <summary>Reads a picture as tesseract's TSV, whose places are in pixels of the page that its first row describes; empty when there is no text.</summary>
    internal async Task<string> ReadTsvAsync(ParseInput input, int width, int height, CancellationToken cancellationToken)
    {
        if (!options.Ocr || width < SmallestSide || height < SmallestSide) return "";
        var (version, installed) = await environment.TesseractAsync();
        var languages = options.OcrLanguages.Split('+').Where(installed.Contains).ToList();
        if (environment.Tesseract is not { } program || version is null || languages.Count == 0)
        {
            if (Interlocked.Exchange(ref said, 1) == 0) LogMissing(logger, options.OcrLanguages, ParsingEnvironment.TesseractCommand);
            return "";
        }

        var kind = $"ocr-tsv:{version}:{string.Join('+', languages)}";
        if (await cache.ReadAsync(input.Blob, kind, cancellationToken) is { } known) return known;
        var longest = Math.Max(width, height);
        var scale = longest > LargestSide ? (double)LargestSide / longest : Math.Clamp((double)EnlargedSide / longest, 1, 3);
        var tsv = await RunAsync(input, program, languages, width, height, scale, WholePage, cancellationToken);
        // Enlarged grain of wood or paper can hide the page's layout; words are then looked for one by one, as the picture came.
        if (tsv is not null && scale > 1 && Lines(tsv).Length == 0) tsv = await RunAsync(input, program, languages, width, height, 1, ScatteredWords, cancellationToken);
        // A failure is kept too: the same picture would fail again, slowly.
        await cache.WriteAsync(input.Blob, kind, tsv ?? "", cancellationToken);
        return tsv ?? "";
    }

    private async Task<string?> RunAsync(ParseInput input, string program, List<string> languages, int width, int height, double scale, string layout, CancellationToken cancellationToken)
    {
        var pixels = reader.ReadPixels(input.Bytes, Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), PixelFit.Stretch, grey: true, cancellationToken);
        var child = new ChildProcess(program, TimeSpan.FromSeconds(options.OcrTimeoutSeconds), options.ChildMemoryMegabytes, maxOutputBytes: 8 << 20);
        var (exitCode, output, message) = await slots.RunAsync(
            () => child.RunAsync(["stdin", "stdout", "-l", string.Join('+', languages), "--psm", layout, "--dpi", "150", "tsv"], Pgm(pixels), cancellationToken), cancellationToken);
        if (exitCode != 0) LogFailed(logger, input.Uri, exitCode, message);
        return exitCode == 0 ? Encoding.UTF8.GetString(output) : null;
    }

    /// <summary>Joins the words of trusted lines.</summary>
    internal static string Lines(string tsv)
    {
        var text = new StringBuilder();
        var written = "";
        foreach (var line in RecognizedLines.Of(tsv))
        {
            if (text.Length > 0) text.Append(line.Paragraph == written ? "\n" : "\n\n");
            text.Append(line.Text);
            written = line.Paragraph;
        }

        return text.ToString();
    }

    /// <summary>Portable grey map: a header and the bytes, which tesseract reads without any decoder that could fail.</summary>
    private static byte[] Pgm(PixelBuffer pixels) =>
        [.. Encoding.ASCII.GetBytes($"P5\n{pixels.Width} {pixels.Height}\n255\n"), .. pixels.Bytes.Span];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Text in pictures is not read: tesseract with {Languages} is not installed; install it with: {Command}")]
    private static partial void LogMissing(ILogger logger, string languages, string command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the text of {Uri} failed (exit code {ExitCode}): {Message}")]
    private static partial void LogFailed(ILogger logger, string uri, int? exitCode, string message);
}
