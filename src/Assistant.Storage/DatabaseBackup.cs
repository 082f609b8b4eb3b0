using Assistant.Core.Content;
using Assistant.Storage.Blobs;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage;

/// <summary>Copies a data directory while it is in use. The result opens as a data directory; its index is built at first start.</summary>
public sealed class DatabaseBackup
{
    private const int Tries = 5;
    private readonly AssistantDatabase _database;

    internal DatabaseBackup(AssistantDatabase database) => _database = database;

    /// <summary>Writes a consistent copy of the database and of its blobs; models and adapters are not copied.</summary>
    /// <param name="target">A folder that does not hold a database yet; made when needed.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <exception cref="IOException">The folder holds a database already, or the disk is full.</exception>
    public async ValueTask RunAsync(string target, CancellationToken cancellationToken = default)
    {
        var copy = new DataDirectory(target);
        if (File.Exists(copy.DatabasePath))
            throw new IOException($"{copy.DatabasePath} exists already; a backup is written to a folder of its own.");
        copy.Create();
        var files = new BlobFiles(copy.BlobsPath);
        for (var attempt = 1; ; attempt++)
        {
            Snapshot(copy.DatabasePath);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(copy.DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (await CopyBlobsAsync(copy, files, cancellationToken).ConfigureAwait(false))
                return;

            // A document was deleted between the two copies, with its file: the next snapshot does not name it.
            File.Delete(copy.DatabasePath);
            if (attempt == Tries)
                throw new IOException("Documents were deleted faster than their files could be copied; try again when less is being deleted.");
        }
    }

    // A session of its own: the pooled ones refuse to write anything, another file included.
    private void Snapshot(string path)
    {
        _database.Open();
        using var session = SqliteSession.Open(_database.Directory.DatabasePath, readOnly: false, $"PRAGMA busy_timeout={AssistantDatabase.BusyMilliseconds}");
        session.Statement("VACUUM INTO ?").Bind(path).Run();
    }

    private async ValueTask<bool> CopyBlobsAsync(DataDirectory copy, BlobFiles files, CancellationToken cancellationToken)
    {
        var source = new BlobFiles(_database.Directory.BlobsPath);
        foreach (var hash in ReadFileBlobs(copy.DatabasePath))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = files.PathOf(hash);
            if (File.Exists(path))
                continue;
            FileStream original;
            try
            {
                original = File.OpenRead(source.PathOf(hash));
            }
            catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }

            await using (original.ConfigureAwait(false))
            {
                var incoming = files.CreateIncoming();
                await using (incoming.ConfigureAwait(false))
                {
                    await original.CopyToAsync(incoming, cancellationToken).ConfigureAwait(false);
                    incoming.Flush(flushToDisk: true);
                }

                files.Adopt(incoming.Name, hash);
            }
        }

        return true;
    }

    private static List<BlobHash> ReadFileBlobs(string databasePath)
    {
        using var session = SqliteSession.Open(databasePath, readOnly: true, "PRAGMA busy_timeout=1000");
        var rows = session.Statement("SELECT hash FROM blob WHERE bytes IS NULL");
        var hashes = new List<BlobHash>();
        while (rows.Step())
            hashes.Add(rows.BlobHash(0));
        return hashes;
    }
}
