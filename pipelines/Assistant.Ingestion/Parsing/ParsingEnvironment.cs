using System.ComponentModel;
using System.Text;
using Assistant.Ingestion.Parsing.Tools;
using Assistant.Native.Vips;

namespace Assistant.Ingestion.Parsing;

/// <summary>What of the parsers' tools is installed. Looked up once per instance, at first use. Thread-safe.</summary>
public sealed class ParsingEnvironment
{
    /// <summary>What a user runs for PDF.</summary>
    public const string PopplerCommand = "apt-get install poppler-utils";

    /// <summary>What a user runs for text in pictures.</summary>
    public const string TesseractCommand = "apt-get install tesseract-ocr";

    private readonly Lazy<Task<IReadOnlyList<ParsingTool>>> tools;
    private readonly Lazy<Task<(string? Version, IReadOnlyList<string> Languages)>> tesseract;

    /// <summary>Makes it; nothing is looked up yet.</summary>
    public ParsingEnvironment()
    {
        tesseract = new(ReadTesseractAsync);
        tools = new(ReadAsync);
    }

    /// <summary>Path of pdftotext; null when it is not installed.</summary>
    internal string? PdfToText { get; init; } = ProgramPath.Find("pdftotext");

    /// <summary>Path of tesseract; null when it is not installed.</summary>
    internal string? Tesseract { get; init; } = ProgramPath.Find("tesseract");

    /// <summary>All tools, those that are missing too.</summary>
    public Task<IReadOnlyList<ParsingTool>> ToolsAsync() => tools.Value;

    /// <summary>Version and languages of tesseract; a null version when it is missing or does not run.</summary>
    internal Task<(string? Version, IReadOnlyList<string> Languages)> TesseractAsync() => tesseract.Value;

    private async Task<IReadOnlyList<ParsingTool>> ReadAsync()
    {
        // pdftotext writes its version to standard error.
        var poppler = PdfToText is null ? null : (await RunAsync(PdfToText, "-v")).Message.Split(' ').LastOrDefault();
        var (version, languages) = await TesseractAsync();
        return
        [
            new("pdftotext", "text of PDF files", poppler, PdfToText is null ? "pdftotext is not installed" : null, PopplerCommand),
            new("tesseract", "text in pictures", version is null ? null : $"{version} ({string.Join(", ", languages)})", version is null ? "tesseract is not installed" : null, TesseractCommand),
            new("libvips", "pictures", VipsLibrary.Version?.ToString(), VipsLibrary.Problem, VipsLibrary.InstallCommand),
        ];
    }

    private async Task<(string?, IReadOnlyList<string>)> ReadTesseractAsync()
    {
        if (Tesseract is null) return (null, []);
        var version = FirstWordAfter("tesseract ", (await RunAsync(Tesseract, "--version")).Output);
        var languages = (await RunAsync(Tesseract, "--list-langs")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.Contains(' ', StringComparison.Ordinal) && line != "osd").ToList();
        return (version, languages);
    }

    private static async Task<(string Output, string Message)> RunAsync(string program, string argument)
    {
        try
        {
            var child = new ChildProcess(program, TimeSpan.FromSeconds(10), memoryMegabytes: 1024, maxOutputBytes: 64 * 1024);
            var (_, output, message) = await child.RunAsync([argument], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
            return (Encoding.UTF8.GetString(output), message);
        }
        catch (Win32Exception)
        {
            // Found but not runnable: the same as missing.
            return ("", "");
        }
    }

    private static string? FirstWordAfter(string start, string text)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));
        return line?[start.Length..].Split(' ')[0].Trim();
    }
}
