using System.IO.Enumeration;

namespace Assistant.Connectors.Producers.Folders;

/// <summary>
/// Lists the files of a folder, or one file, in an order that is always the same: texts first, then pictures, so that the
/// captions that pages give them are known when they are parsed. Hidden files and folders are left out, links that leave the
/// folder are refused, and links to folders are not followed (what lies inside is read at its own place).
/// </summary>
public static class FolderReader
{
    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"];

    /// <summary>Names a folder or file as the source of what is ingested from it.</summary>
    public static string SourceOf(string path) => "folder:" + System.IO.Path.GetFullPath(path);

    /// <summary>Lists the files.</summary>
    /// <param name="path">A folder, or one file.</param>
    /// <param name="ignored">Patterns with <c>*</c> and <c>?</c> for names of files and folders, or for whole relative paths.</param>
    /// <exception cref="DirectoryNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    public static IReadOnlyList<FolderFile> Read(string path, IReadOnlyCollection<string>? ignored = null)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
            return [Describe(new FileInfo(full), System.IO.Path.GetFileName(full), null)];
        if (!Directory.Exists(full))
            throw new DirectoryNotFoundException($"There is no folder or file at {full}.");

        List<FolderFile> files = [];
        var root = Real(new DirectoryInfo(full));
        Walk(new DirectoryInfo(full), "");
        return [.. files.OrderBy(f => IsImage(f.Uri)).ThenBy(f => f.Uri, StringComparer.Ordinal)];

        void Walk(DirectoryInfo folder, string prefix)
        {
            foreach (var entry in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 }))
            {
                var uri = prefix + entry.Name;
                if (entry.Name.StartsWith('.') || IsIgnored(entry.Name, uri, ignored))
                    continue;
                var leaves = entry.LinkTarget is null ? null : WhyRefused(entry, root);
                if (leaves is not null)
                    files.Add(new FolderFile(uri, entry.FullName, 0, entry.LastWriteTimeUtc, leaves));
                else if (entry is FileInfo file)
                    files.Add(Describe(file, uri, null));
                else if (entry is DirectoryInfo inner && entry.LinkTarget is null)
                    Walk(inner, uri + "/");
            }
        }
    }

    private static FolderFile Describe(FileInfo file, string uri, string? refusal)
    {
        var target = file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        return new FolderFile(uri, target.FullName, target.Length, target.LastWriteTimeUtc, refusal);
    }

    private static string? WhyRefused(FileSystemInfo link, string root)
    {
        try
        {
            if (link.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true } target)
                return "a link to nothing";
            var real = target is DirectoryInfo folder ? Real(folder) : System.IO.Path.Combine(Real(((FileInfo)target).Directory!), target.Name);
            return real.StartsWith(root + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal) ? null : "a link that leaves the folder";
        }
        catch (IOException error)
        {
            // Links in a circle.
            return "a link that cannot be followed: " + error.Message;
        }
    }

    // The path with every link on the way resolved: a link may hide in the middle.
    private static string Real(DirectoryInfo folder)
    {
        var resolved = folder.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? folder;
        return resolved.Parent is null ? resolved.FullName : System.IO.Path.Combine(Real(resolved.Parent), resolved.Name);
    }

    private static bool IsImage(string uri) => ImageExtensions.Any(extension => uri.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static bool IsIgnored(string name, string uri, IReadOnlyCollection<string>? ignored) => ignored?.Any(pattern =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) || FileSystemName.MatchesSimpleExpression(pattern, uri, ignoreCase: false)) == true;
}
