using System.Globalization;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Archives;

/// <summary>Reads ZIP archives: each entry becomes a document of its own, the archive's own text lists them. The whole directory is checked before the first entry is handed on.</summary>
internal static class ArchiveParser
{
    /// <summary>Archives within archives: the outer one and one inside it.</summary>
    internal const int MaxDepth = 2;

    internal static async ValueTask<ParsedDocument> ParseAsync(ParseInput input, ParsingOptions options, Func<ChildContent, CancellationToken, ValueTask> onChild, CancellationToken cancellationToken)
    {
        var depth = ContentUri.Depth(input.Uri);
        if (depth >= MaxDepth) throw new ContentRefusedException($"The archive is {depth} archives deep; {MaxDepth} levels are allowed.");
        using var archive = ArchiveReader.Open(input.Bytes);
        if (archive.Entries.Count > options.MaxArchiveEntries)
            throw new ContentRefusedException($"The archive has {archive.Entries.Count} entries; {options.MaxArchiveEntries} are allowed.");

        var files = archive.Entries.Select(entry => (Entry: entry, Path: ArchiveReader.CheckedPath(entry))).Where(file => !IsLeftOut(file.Path)).DistinctBy(file => file.Path).ToList();
        var declared = files.Sum(file => file.Entry.Length);
        if (declared > ArchiveReader.MaxTotalBytes) throw TooLarge(declared);

        long total = 0;
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        var name = ContentUri.FileName(input.Uri);
        builder.Add(BlockKind.Paragraph, string.Create(CultureInfo.InvariantCulture, $"Archive {name} with {files.Count} files:"));
        builder.Open(BlockKind.Table);
        foreach (var (entry, path) in files)
        {
            var bytes = await ArchiveReader.ReadAsync(entry, path, cancellationToken);
            total += bytes.Length;
            if (total > ArchiveReader.MaxTotalBytes) throw TooLarge(total);
            await onChild(new ChildContent(input.Uri + ContentUri.Inside + path, bytes, null), cancellationToken);
            builder.Append(string.Create(CultureInfo.InvariantCulture, $"{path} ({bytes.Length} bytes)\n"));
        }

        return builder.Build(ContentKind.Text, "application/zip", name);
    }

    /// <summary>Folders, and files that operating systems leave in archives.</summary>
    private static bool IsLeftOut(string path) =>
        path.EndsWith('/') || path.Length == 0 || path.StartsWith("__MACOSX/", StringComparison.Ordinal) || path.EndsWith(".DS_Store", StringComparison.Ordinal);

    private static ContentRefusedException TooLarge(long bytes) => new($"The archive has {bytes} bytes or more unpacked; {ArchiveReader.MaxTotalBytes} are allowed.");
}
