using System.Buffers;
using System.IO.Compression;

namespace Assistant.Ingestion.Parsing;

/// <summary>Tells the format: magic numbers first, then what the text looks like, the extension, and last the declared media type.</summary>
internal static class ContentDetector
{
    /// <summary>Bytes that begin formats which are known and not read, so that the reason can name them.</summary>
    private static readonly (byte[] Magic, string Name)[] Unsupported =
    [
        ([0x1F, 0x8B], "a gzip file"), ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive"), ([.. "Rar!"u8], "a RAR archive"), ([.. "BZh"u8], "a bzip2 file"),
        ([0xFD, .. "7zXZ"u8], "an xz file"), ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file"), ([0x7F, .. "ELF"u8], "a program"), ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document (save it as .docx)"),
        ([.. "II*"u8, 0], "a TIFF picture"), ([.. "MM"u8, 0, 42], "a TIFF picture"), ([.. "ID3"u8], "a sound file"), ([.. "OggS"u8], "a sound or video file"), ([.. "fLaC"u8], "a sound file"),
        ([.. "SQLite format 3"u8], "an SQLite database"), ([0x1A, 0x45, 0xDF, 0xA3], "a video file"), ([.. "GGUF"u8], "a model file"), ([.. "{\\rtf"u8], "an RTF document (save it as .docx)"),
    ];

    private static readonly SearchValues<byte> CharsetEnds = SearchValues.Create("\"'/> ;?"u8);

    private static readonly HashSet<string> SourceExtensions =
    [
        ".c", ".cc", ".cpp", ".h", ".hpp", ".cs", ".fs", ".vb", ".java", ".kt", ".scala", ".go", ".rs", ".py", ".rb", ".php", ".pl", ".lua", ".r", ".jl", ".swift", ".m", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte",
        ".css", ".scss", ".less", ".sql", ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".xml", ".xsd", ".xsl", ".proto", ".graphql", ".tf", ".cmake", ".gradle",
        ".csproj", ".sln", ".props", ".targets", ".dockerfile", ".mk", ".diff", ".patch", ".env", ".hs", ".ml", ".ex", ".exs", ".erl", ".clj", ".dart", ".zig", ".nim", ".asm", ".s",
    ];

    /// <summary>Tells the format; text comes back decoded.</summary>
    /// <exception cref="ContentRefusedException">The bytes are of no format that is read.</exception>
    internal static (ContentFormat Format, string? Text) Detect(ParseInput input)
    {
        var bytes = input.Bytes.Span;
        if (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] || bytes.StartsWith("GIF8"u8)
            || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8))) return (ContentFormat.Picture, null);
        if (bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8) >= 0) return (ContentFormat.Pdf, null);
        if (bytes.StartsWith("PK\x03\x04"u8) || bytes.StartsWith("PK\x05\x06"u8)) return (Package(input), null);
        foreach (var (magic, name) in Unsupported)
        {
            if (bytes.StartsWith(magic)) throw new ContentRefusedException($"The file is {name}; this format is not read.");
        }

        var extension = ContentUri.Extension(input.Uri);
        var text = TextDecoder.Decode(bytes, HtmlCharset(bytes))
            ?? throw new ContentRefusedException(extension.Length > 0 ? $"The file is binary and of no known format (extension {extension})." : "The file is binary and of no known format.");
        return (OfText(text, extension, input.DeclaredMediaType), text);
    }

    private static ContentFormat OfText(string text, string extension, string? declared)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, 4096)).TrimStart();
        if (StartsWithRoot(head, "svg")) return ContentFormat.Svg;
        if (head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || StartsWithRoot(head, "html")) return ContentFormat.Html;
        var json = !head.IsEmpty && head[0] is '{' or '[';
        switch (extension)
        {
            case ".svg" when text.Contains("<svg", StringComparison.OrdinalIgnoreCase):
                return ContentFormat.Svg;
            case ".md" or ".markdown" or ".mdx" or ".mkd":
                return ContentFormat.Markdown;
            case ".html" or ".htm" or ".xhtml":
                return head.Contains('<') ? ContentFormat.Html : ContentFormat.PlainText;
            case ".csv":
                return ContentFormat.Csv;
            case ".tsv" or ".tab":
                return ContentFormat.Tsv;
            case ".json" or ".geojson" or ".jsonld" or ".ipynb":
                return json ? ContentFormat.Json : ContentFormat.PlainText;
            case ".jsonl" or ".ndjson":
                return json ? ContentFormat.JsonLines : ContentFormat.PlainText;
            case ".txt" or ".text" or ".log" or ".rst" or ".adoc" or ".org" or ".tex":
                return ContentFormat.PlainText;
        }

        if (SourceExtensions.Contains(extension)) return ContentFormat.SourceText;
        return declared?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "text/markdown" => ContentFormat.Markdown,
            "text/html" or "application/xhtml+xml" => ContentFormat.Html,
            "text/csv" => ContentFormat.Csv,
            "text/tab-separated-values" => ContentFormat.Tsv,
            "application/json" when json => ContentFormat.Json,
            "application/x-ndjson" or "application/jsonl" when json => ContentFormat.JsonLines,
            "text/plain" => ContentFormat.PlainText,
            _ => Guess(head, json),
        };
    }

    private static ContentFormat Guess(ReadOnlySpan<char> head, bool json) =>
        json ? ContentFormat.Json
        : head.StartsWith("<body", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<head", StringComparison.OrdinalIgnoreCase) ? ContentFormat.Html
        : head.StartsWith("---\n", StringComparison.Ordinal) || head.StartsWith("# ", StringComparison.Ordinal) ? ContentFormat.Markdown
        : ContentFormat.PlainText;

    /// <summary>Whether the first element is <paramref name="name"/>, after an XML declaration, a DOCTYPE and comments.</summary>
    private static bool StartsWithRoot(ReadOnlySpan<char> head, string name)
    {
        while (head.StartsWith("<?") || head.StartsWith("<!"))
        {
            var (skip, mark) = head.StartsWith("<!--") ? (head.IndexOf("-->"), 3) : (head.IndexOf('>'), 1);
            // A document type with declarations of its own ends at "]>".
            if (skip > 0 && head[..skip].Contains('[')) (skip, mark) = (head.IndexOf("]>"), 2);
            if (skip < 0) return false;
            head = head[(skip + mark)..].TrimStart();
        }

        return head.Length > name.Length + 1 && head[0] == '<' && head[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(head[name.Length + 1]);
    }

    /// <summary>The charset that an HTML head or an XML declaration names within the first kilobyte.</summary>
    private static string? HtmlCharset(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 1024)];
        if (head.IsEmpty || head.TrimStart(" \t\r\n"u8)[..Math.Min(1, head.TrimStart(" \t\r\n"u8).Length)] is not [(byte)'<']) return null;
        foreach (var key in new[] { "charset="u8.ToArray(), "encoding="u8.ToArray() })
        {
            var at = head.IndexOf(key);
            if (at < 0) continue;
            var value = head[(at + key.Length)..].TrimStart("\"' "u8);
            var end = value.IndexOfAny(CharsetEnds);
            if (end is > 0 and < 40) return System.Text.Encoding.ASCII.GetString(value[..end]);
        }

        return null;
    }

    /// <summary>ZIP packages by their content: a Word document, another known package, or an archive.</summary>
    private static ContentFormat Package(ParseInput input)
    {
        using var archive = Archives.ArchiveReader.Open(input.Bytes);
        if (archive.GetEntry("[Content_Types].xml") is not null)
        {
            if (archive.Entries.Any(e => e.FullName.StartsWith("word/", StringComparison.OrdinalIgnoreCase))) return ContentFormat.Word;
            if (archive.Entries.Any(e => e.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase))) throw new ContentRefusedException("The file is an Excel workbook; this format is not read (save it as .csv).");
            if (archive.Entries.Any(e => e.FullName.StartsWith("ppt/", StringComparison.OrdinalIgnoreCase))) throw new ContentRefusedException("The file is a PowerPoint presentation; this format is not read (save it as .pdf).");
        }

        return archive.GetEntry("mimetype") is { Length: < 100 } mimetype && ReadAll(mimetype) is var type && (type.Contains("opendocument", StringComparison.Ordinal) || type.Contains("epub", StringComparison.Ordinal))
            ? throw new ContentRefusedException($"The file is of type {type.Trim()}; this format is not read.")
            : ContentFormat.Zip;
    }

    private static string ReadAll(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        try
        {
            return reader.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            // A damaged entry names no type; the archive reader reports the damage.
            return "";
        }
    }
}
