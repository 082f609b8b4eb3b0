using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Archives;
using DocumentFormat.OpenXml.Packaging;

namespace Assistant.Ingestion.Parsing.Word;

/// <summary>
/// Reads DOCX: the package with the Open XML SDK, the body as a stream of XML (so that nesting and size cost neither stack
/// nor a tree). Pictures inside become documents of their own.
/// </summary>
internal static class WordParser
{
    /// <summary>Largest unpacked XML part.</summary>
    private const long MaxPartBytes = 128L << 20;

    internal static async ValueTask<ParsedDocument> ParseAsync(ParseInput input, ParsingOptions options, Func<ChildContent, CancellationToken, ValueTask> onChild, CancellationToken cancellationToken)
    {
        CheckPackage(input, options);
        using var stream = new MemoryStream(input.Bytes.ToArray(), writable: false);
        try
        {
            using var package = WordprocessingDocument.Open(stream, isEditable: false, new OpenSettings { AutoSave = false });
            var main = package.MainDocumentPart ?? throw new ContentRefusedException("The Word document has no main part.");
            var pictures = main.ImageParts.ToDictionary(main.GetIdOfPart, part => part.Uri.OriginalString.TrimStart('/'), StringComparer.Ordinal);
            var builder = new ParsedTextBuilder(options.MaxTextCharacters);
            var styles = WordStyles.Read(main.StyleDefinitionsPart);
            var body = new WordBody(builder, styles, id => pictures.TryGetValue(id, out var path) ? input.Uri + ContentUri.Inside + path : null);
            using (var xml = LimitedStream.Open(main, MaxPartBytes)) body.Read(xml, cancellationToken);
            foreach (var part in main.ImageParts.DistinctBy(part => part.Uri))
            {
                using var picture = LimitedStream.Open(part, ArchiveReader.MaxEntryBytes);
                using var bytes = new MemoryStream();
                await picture.CopyToAsync(bytes, cancellationToken);
                await onChild(new ChildContent(input.Uri + ContentUri.Inside + part.Uri.OriginalString.TrimStart('/'), bytes.ToArray(), part.ContentType), cancellationToken);
            }

            var title = package.PackageProperties.Title;
            return builder.Build(ContentKind.Text, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", string.IsNullOrWhiteSpace(title) ? body.Title ?? builder.HeadingTitle : title);
        }
        catch (Exception e) when (e is OpenXmlPackageException or System.Xml.XmlException or InvalidDataException or IOException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or KeyNotFoundException)
        {
            // What the SDK and the package reader throw for damage; memory, cancellation and our own refusals pass.
            throw new ContentRefusedException($"The Word document is damaged: {FirstSentence(e.Message)}", e);
        }
    }

    private static void CheckPackage(ParseInput input, ParsingOptions options)
    {
        using var archive = ArchiveReader.Open(input.Bytes);
        if (archive.Entries.Count > options.MaxArchiveEntries) throw new ContentRefusedException($"The Word document has {archive.Entries.Count} parts; {options.MaxArchiveEntries} are allowed.");
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            ArchiveReader.CheckedPath(entry);
            total += entry.Length;
        }

        if (total > ArchiveReader.MaxTotalBytes) throw new ContentRefusedException($"The Word document has {total} bytes unpacked; {ArchiveReader.MaxTotalBytes} are allowed.");
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOfAny(['.', '\n']);
        return end is > 0 and < 200 ? message[..end] + "." : message.Length > 200 ? message[..200] : message;
    }
}
