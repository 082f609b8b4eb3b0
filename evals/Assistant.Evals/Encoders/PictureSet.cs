using System.IO.Compression;
using System.Security.Cryptography;

namespace Assistant.Evals.Encoders;

/// <summary>Pictures with a text each (from <c>labels.tsv</c>) or a class each (the folder that they lie in).</summary>
/// <param name="Name">Name of the folder or archive.</param>
/// <param name="DataHash">SHA-256 over names, texts and bytes of what was taken.</param>
/// <param name="Pictures">In order of name.</param>
public sealed record PictureSet(string Name, string DataHash, IReadOnlyList<LabelledPicture> Pictures)
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".gif"];

    /// <summary>Reads a folder or a ZIP archive.</summary>
    /// <param name="path">Folder or archive.</param>
    /// <param name="column">Column of <c>labels.tsv</c> that holds the text; null for classes by folder.</param>
    /// <param name="where">Only rows whose column has the value (<c>style=noto</c>), or only files below a folder (<c>test</c>).</param>
    /// <param name="limit">At most this many, spread evenly; 0 for all.</param>
    /// <exception cref="InvalidDataException">A part is missing; the message names it.</exception>
    public static PictureSet Read(string path, string? column = null, string? where = null, int limit = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var archive = File.Exists(path) ? ZipFile.OpenRead(path) : null;
        if (archive is null && !Directory.Exists(path)) throw new InvalidDataException($"{path} is neither a folder nor a file.");
        var files = archive is not null
            ? archive.Entries.Select(entry => entry.FullName)
            : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'));
        var labelled = column is null ? Classes(files, where) : Labels(Text(archive, path), column, where);
        var taken = Spread(labelled, limit);
        if (taken.Count == 0) throw new InvalidDataException($"{path} has no picture{(where is null ? "" : $" that fits {where}")}.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pictures = taken.ConvertAll(entry =>
        {
            var bytes = Bytes(archive, path, entry.File);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{entry.File}\n{entry.Label}\n"));
            hash.AppendData(bytes);
            return new LabelledPicture(entry.File, entry.Label, bytes);
        });
        return new PictureSet(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)), Convert.ToHexStringLower(hash.GetHashAndReset()), pictures);
    }

    private static List<(string File, string Label)> Classes(IEnumerable<string> files, string? under) => [.. files
        .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()) && file.Contains('/') && (under is null || file.StartsWith(under.TrimEnd('/') + "/", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal)
        .Select(file => (file, file.Split('/')[^2].Replace('_', ' ')))];

    private static List<(string File, string Label)> Labels(string[] lines, string column, string? where)
    {
        var head = lines[0].Split('\t');
        var (file, text) = (Column("file"), Column(column));
        var condition = where?.Split('=', 2) is [var name, var value] ? (Column: Column(name), Value: value) : where is null ? ((int Column, string Value)?)null : throw new InvalidDataException($"{where} is not of the form column=value.");
        return [.. lines.Skip(1).Select(line => line.Split('\t')).Where(cells => cells.Length == head.Length && (condition is not { } only || cells[only.Column] == only.Value)).Select(cells => (cells[file], cells[text]))];

        int Column(string name) => Array.IndexOf(head, name) is >= 0 and var at ? at : throw new InvalidDataException($"labels.tsv has no column {name}, but {string.Join(", ", head)}.");
    }

    private static List<(string File, string Label)> Spread(List<(string File, string Label)> all, int limit) =>
        limit <= 0 || all.Count <= limit ? all : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Count / limit)])];

    private static string[] Text(ZipArchive? archive, string path) =>
        System.Text.Encoding.UTF8.GetString(Bytes(archive, path, "labels.tsv")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static byte[] Bytes(ZipArchive? archive, string path, string name)
    {
        if (archive is null) return File.Exists(Path.Combine(path, name)) ? File.ReadAllBytes(Path.Combine(path, name)) : throw new InvalidDataException($"{path} has no {name}.");
        using var stream = (archive.GetEntry(name) ?? throw new InvalidDataException($"{path} has no {name}.")).Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}

/// <summary>A picture.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Label">Its text or class.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record LabelledPicture(string File, string Label, ReadOnlyMemory<byte> Bytes);
