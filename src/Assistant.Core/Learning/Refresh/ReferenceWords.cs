using System.Buffers;
using System.Text.RegularExpressions;
using Assistant.Core.Chunking;
using Assistant.Core.Content;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// Words that should find a document though nobody judged them. The first of these that say something: its title; for a picture what
/// pages say of it (alternative text with its heading) and then the text read in it; for a text its first sentence. A title that is
/// but the file's name says something where it holds a word, and not <c>IMG_0001</c>. Pure.
/// </summary>
public static partial class ReferenceWords
{
    private const int Longest = 120, ShortestWord = 3;

    // Names that cameras, scanners and programs give.
    private static readonly HashSet<string> Nameless = new(StringComparer.OrdinalIgnoreCase)
    {
        "img", "image", "dsc", "dscn", "dscf", "dcim", "pict", "pic", "picture", "photo", "foto", "bild", "pxl", "mvi", "vid", "gopr", "scan", "scanned", "screenshot", "screen", "shot", "untitled", "unnamed",
        "document", "file", "page", "copy", "export", "download", "whatsapp", "signal", "new", "final", "version", "draft", "jpg", "jpeg", "png", "gif", "webp", "svg", "pdf", "txt", "docx", "html", "htm", "csv", "json",
    };

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n");

    /// <summary>Finds them.</summary>
    /// <param name="document">The document.</param>
    /// <param name="text">Its parsed text; null when it is not there (any more).</param>
    /// <returns>At most 120 characters; null when nothing says anything.</returns>
    public static string? Of(DocumentRecord document, DocumentText? text)
    {
        ArgumentNullException.ThrowIfNull(document);
        var file = document.Uri[(document.Uri.LastIndexOfAny(['/', '\\', '#', '!']) + 1)..];
        var name = Path.GetFileNameWithoutExtension(file);
        if (!string.IsNullOrWhiteSpace(document.Title))
        {
            if (!IsName(document.Title)) return Cut(document.Title);
            if (Says(name)) return Cut(name);
        }

        if (text is null) return null;
        var parts = document.Kind == ContentKind.Image
            ? text.Chunks.Where(chunk => chunk.Kind == BlockKind.Caption).Concat(text.Chunks.Where(chunk => chunk.Kind == BlockKind.Ocr)).Select(chunk => text.Text[chunk.Start..chunk.End])
            : [FirstSentence(text.Text)];
        return parts.Where(part => !IsName(part) && Says(part)).Select(Cut).FirstOrDefault();

        // Parsers fall back to the file's name, with or without what separates its words.
        bool IsName(string words) => Letters(words) == Letters(file) || Letters(words) == Letters(name);
    }

    private static bool Says(string words) => Word().Matches(words).Any(match => (match.Length >= ShortestWord || match.Value[0] >= '\u2e80') && !Nameless.Contains(match.Value))
        && !Identifier().IsMatch(words.Trim());

    private static string FirstSentence(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start[..SentenceEnd.Next(start)].ToString();
    }

    private static string Cut(string words)
    {
        var line = words.Trim();
        if (line.AsSpan().IndexOfAny(Breaks) is > 0 and var end) line = line[..end].TrimEnd();
        if (line.Length <= Longest) return line;
        return line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)];
    }

    private static string Letters(string words) => string.Concat(words.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    // Hashes and UUIDs: their letters are digits.
    [GeneratedRegex(@"^[0-9a-fA-F-]{8,}$")]
    private static partial Regex Identifier();
}
