using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Assistant.Ingestion.Parsing.Archives;

/// <summary>Opens ZIP data within limits. Sizes are measured while unpacking, never believed.</summary>
internal static class ArchiveReader
{
    /// <summary>Largest unpacked entry.</summary>
    internal const long MaxEntryBytes = 64L << 20;

    /// <summary>Largest sum of unpacked entries.</summary>
    internal const long MaxTotalBytes = 512L << 20;

    /// <summary>Unpacked bytes a packed byte, of entries over a mebibyte. Deflate reaches 1,032 on zeros; text and logs stay below 100.</summary>
    internal const int MaxRatio = 200;

    /// <summary>Opens the archive and reads its directory.</summary>
    /// <exception cref="ContentRefusedException">The directory is damaged.</exception>
    internal static ZipArchive Open(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var stream = MemoryMarshal.TryGetArray(bytes, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(bytes.ToArray(), writable: false);
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = archive.Entries.Count;
            return archive;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new ContentRefusedException("The ZIP directory is damaged or cut off.", e);
        }
    }

    /// <summary>Refuses what no entry may be: encrypted, a link, a path that leaves the archive, too large or too tightly packed.</summary>
    /// <returns>The path inside the archive, with forward slashes.</returns>
    /// <exception cref="ContentRefusedException">The entry is one of those.</exception>
    internal static string CheckedPath(ZipArchiveEntry entry)
    {
        var path = entry.FullName.Replace('\\', '/');
        if (path.StartsWith('/') || (path.Length > 1 && path[1] == ':') || path.Split('/').Contains("..") || path.Contains('\0', StringComparison.Ordinal))
            throw new ContentRefusedException($"The archive holds a path that leaves it: {Shown(path)}");
        if (path.Length > 1000) throw new ContentRefusedException($"The archive holds a path of {path.Length} characters; 1000 are allowed.");
        if (entry.IsEncrypted) throw new ContentRefusedException($"The archive is encrypted ({Shown(path)}).");
        // The upper half is the Unix mode; 0xA000 is a symbolic link.
        if ((entry.ExternalAttributes >>> 16 & 0xF000) == 0xA000) throw new ContentRefusedException($"The archive holds a link: {Shown(path)}");
        if (entry.Length > MaxEntryBytes) throw TooLarge(path, entry.Length);
        if (entry.Length > 1 << 20 && entry.Length / Math.Max(1, entry.CompressedLength) > MaxRatio)
            throw new ContentRefusedException($"The archive entry {Shown(path)} unpacks to {entry.Length / Math.Max(1, entry.CompressedLength)} times its size; {MaxRatio} times are allowed.");
        return path;
    }

    /// <summary>Unpacks an entry, at most the entry limit.</summary>
    /// <exception cref="ContentRefusedException">It is damaged or larger.</exception>
    internal static async ValueTask<byte[]> ReadAsync(ZipArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var packed = await entry.OpenAsync(cancellationToken);
            using var unpacked = new MemoryStream((int)Math.Min(entry.Length, 1 << 20));
            var buffer = new byte[64 * 1024];
            for (int read; (read = await packed.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                unpacked.Write(buffer, 0, read);
                if (unpacked.Length > MaxEntryBytes) throw TooLarge(path, unpacked.Length);
            }

            return unpacked.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new ContentRefusedException($"The archive entry {Shown(path)} is damaged or packed in an unknown way.", e);
        }
    }

    private static ContentRefusedException TooLarge(string path, long size) =>
        new($"The archive entry {Shown(path)} has {size} bytes or more unpacked; {MaxEntryBytes} are allowed.");

    private static string Shown(string path) => path.Length > 100 ? path[..100] + "…" : path;
}
