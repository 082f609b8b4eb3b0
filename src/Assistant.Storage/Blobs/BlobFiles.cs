using System.Runtime.InteropServices;
using Assistant.Core.Content;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Blobs;

/// <summary>
/// Large blobs as files <c>blobs/ab/cdef…</c>. A file gets its final name, and loses it, only within a write transaction of
/// the database: its lock keeps a put and a removal of the same bytes apart, across processes too. What a crash leaves
/// between a rename and its commit, or between a commit and the removal, is found by the sweep at the next start.
/// </summary>
internal sealed class BlobFiles(string folder)
{
    /// <summary>How old a blob or file without an owner must be before the sweep takes it: longer than any put takes to be submitted.</summary>
    public static readonly TimeSpan OrphanAge = TimeSpan.FromDays(1);

    private string IncomingFolder => Path.Combine(folder, "incoming");

    /// <summary>The path of a blob.</summary>
    public string PathOf(BlobHash hash) => Path.Combine(folder, hash.Hex[..2], hash.Hex[2..]);

    /// <summary>Makes an empty file for bytes whose hash is not known yet.</summary>
    public FileStream CreateIncoming()
    {
        DataDirectory.CreatePrivate(IncomingFolder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(IncomingFolder, Guid.NewGuid().ToString("n")), options);
    }

    /// <summary>Gives a synced file its name, durably.</summary>
    public void Adopt(string incoming, BlobHash hash)
    {
        var path = PathOf(hash);
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            DataDirectory.CreatePrivate(parent);
            SyncFolder(folder);
        }

        File.Move(incoming, path, overwrite: true);
        SyncFolder(parent);
    }

    /// <summary>Removes the files of those blobs that have no row. Called within a write transaction.</summary>
    public void RemoveWithoutRow(SqliteSession session, IReadOnlyList<BlobHash> hashes)
    {
        foreach (var hash in hashes)
            if (session.Statement("SELECT 1 FROM blob WHERE hash = ?").Bind(hash).Scalar() is null)
                File.Delete(PathOf(hash));
    }

    /// <summary>Lists files without a row that are older than <paramref name="before"/>, and removes unfinished incoming ones.</summary>
    public IReadOnlyList<BlobHash> FindOrphans(SqliteSession session, DateTimeOffset before)
    {
        var orphans = new List<BlobHash>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.LastWriteTimeUtc >= before.UtcDateTime)
                continue;
            if (file.Directory!.Name == "incoming")
                file.Delete();
            else if (BlobHash.TryParse(file.Directory.Name + file.Name, out var hash) && session.Statement("SELECT 1 FROM blob WHERE hash = ?").Bind(hash).Scalar() is null)
                orphans.Add(hash);
        }

        return orphans;
    }

    // A new name is durable only when its folder is synced, which File does not offer; Windows has no such call and needs none.
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = NativeOpen(path, 0);
        if (descriptor < 0)
            throw new IOException($"The folder {path} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        var code = NativeSync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = NativeClose(descriptor);
        if (code != 0)
            throw new IOException($"The folder {path} cannot be synced: error {error}.");
    }

    // SYSLIB1054: generated imports need unsafe blocks, which this project does not allow.
#pragma warning disable SYSLIB1054
    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
#pragma warning restore SYSLIB1054
}
