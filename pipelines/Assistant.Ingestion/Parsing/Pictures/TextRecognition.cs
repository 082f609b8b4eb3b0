using System.Globalization;
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

    /// <summary>Lines whose words tesseract trusts less than this (0 to 100) on average are noise.</summary>
    private const double LeastConfidence = 50;

    private int said;

    /// <summary>Reads a picture; empty when there is no text.</summary>
    internal async Task<string> ReadAsync(ParseInput input, int width, int height, CancellationToken cancellationToken)
    {
        if (!options.Ocr || width < SmallestSide || height < SmallestSide) return "";
        var (version, installed) = await environment.TesseractAsync();
        var languages = options.OcrLanguages.Split('+').Where(installed.Contains).ToList();
        if (environment.Tesseract is not { } program || version is null || languages.Count == 0)
        {
            if (Interlocked.Exchange(ref said, 1) == 0) LogMissing(logger, options.OcrLanguages, ParsingEnvironment.TesseractCommand);
            return "";
        }

        var kind = $"ocr:{version}:{string.Join('+', languages)}";
        if (await cache.ReadAsync(input.Blob, kind, cancellationToken) is { } known) return known;
        var longest = Math.Max(width, height);
        var scale = longest > LargestSide ? (double)LargestSide / longest : Math.Clamp((double)EnlargedSide / longest, 1, 3);
        var pixels = reader.ReadPixels(input.Bytes, Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), PixelFit.Stretch, grey: true, cancellationToken);
        var child = new ChildProcess(program, TimeSpan.FromSeconds(options.OcrTimeoutSeconds), options.ChildMemoryMegabytes, maxOutputBytes: 8 << 20);
        var (exitCode, output, message) = await slots.RunAsync(
            () => child.RunAsync(["stdin", "stdout", "-l", string.Join('+', languages), "--psm", "3", "--dpi", "150", "tsv"], Pgm(pixels), cancellationToken), cancellationToken);
        if (exitCode != 0) LogFailed(logger, input.Uri, exitCode, message);
        // A failure is kept too: the same picture would fail again, slowly.
        var text = exitCode == 0 ? Lines(Encoding.UTF8.GetString(output)) : "";
        await cache.WriteAsync(input.Blob, kind, text, cancellationToken);
        return text;
    }

    /// <summary>Joins the words of trusted lines. Columns of tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text; level 5 is a word.</summary>
    internal static string Lines(string tsv)
    {
        var text = new StringBuilder();
        var words = new List<string>();
        var (confidence, lineKey, paragraphKey, writtenParagraph) = (0.0, "", "", "");
        foreach (var row in tsv.Split('\n').Skip(1))
        {
            var cells = row.Split('\t');
            if (cells.Length < 12 || cells[0] != "5" || !double.TryParse(cells[10], CultureInfo.InvariantCulture, out var trust)) continue;
            var key = $"{cells[2]}.{cells[3]}.{cells[4]}";
            if (key != lineKey) End();
            (lineKey, paragraphKey) = (key, $"{cells[2]}.{cells[3]}");
            var word = cells[11].Trim();
            if (word.Length == 0) continue;
            words.Add(word);
            confidence += trust;
        }

        End();
        return text.ToString();

        void End()
        {
            if (words.Count > 0 && confidence / words.Count >= LeastConfidence && words.Exists(word => word.Any(char.IsLetterOrDigit)))
            {
                if (text.Length > 0) text.Append(paragraphKey == writtenParagraph ? "\n" : "\n\n");
                text.AppendJoin(' ', words);
                writtenParagraph = paragraphKey;
            }

            words.Clear();
            confidence = 0;
        }
    }

    /// <summary>Portable grey map: a header and the bytes, which tesseract reads without any decoder that could fail.</summary>
    private static byte[] Pgm(PixelBuffer pixels) =>
        [.. Encoding.ASCII.GetBytes($"P5\n{pixels.Width} {pixels.Height}\n255\n"), .. pixels.Bytes.Span];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Text in pictures is not read: tesseract with {Languages} is not installed; install it with: {Command}")]
    private static partial void LogMissing(ILogger logger, string languages, string command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the text of {Uri} failed (exit code {ExitCode}): {Message}")]
    private static partial void LogFailed(ILogger logger, string uri, int? exitCode, string message);
}
