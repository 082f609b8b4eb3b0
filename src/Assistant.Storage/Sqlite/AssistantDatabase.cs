using Assistant.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Assistant.Storage.Sqlite;

/// <summary>
/// The file assistant.db of a data directory: pooled readers and the one writer of this process. Opened, and migrated where
/// needed, at first use. Safe for many threads; several processes may have it open.
/// </summary>
internal sealed partial class AssistantDatabase(DataDirectory directory, ILogger<AssistantDatabase> logger) : IAsyncDisposable, IDisposable
{
    /// <summary>How long a statement waits for another process's transaction.</summary>
    public const int BusyMilliseconds = 30_000;

    // FULL: a submission is accepted only once it is on disk. secure_delete: deleted text is overwritten, not only unlinked.
    // wal_autocheckpoint in pages of 4 KiB: 16 MiB, as a checkpoint syncs the whole database file.
    private const string Pragmas = "PRAGMA busy_timeout=30000;PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;PRAGMA wal_autocheckpoint=4000;PRAGMA journal_size_limit=33554432;PRAGMA cache_size=-16384";
    private const string ReaderPragmas = "PRAGMA busy_timeout=30000;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-4096";
    private readonly Lock _opening = new();
    private volatile Opened? _opened;
    private bool _disposed;

    /// <summary>The data directory that it is in.</summary>
    public DataDirectory Directory => directory;

    /// <summary>Opens the file and brings it up to date.</summary>
    /// <exception cref="InvalidDataException">It was written by a newer program.</exception>
    public void Open() => _ = Ensure();

    /// <summary>Reads on a pooled connection; with <paramref name="snapshot"/> all its statements see the same moment.</summary>
    public T Read<T>(Func<SqliteSession, T> read, bool snapshot = false) => Ensure().Readers.Read(read, snapshot);

    /// <summary>Writes; durable when the task ends.</summary>
    public ValueTask<T> WriteAsync<T>(Func<WriteTransaction, T> write, CancellationToken cancellationToken) => Ensure().Writer.RunAsync(write, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Close() is not { } opened)
            return;
        await opened.Writer.DisposeAsync().ConfigureAwait(false);
        opened.Readers.Dispose();
    }

    // A container that is disposed synchronously has no other way to wait for the last writes.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Opened? Close()
    {
        lock (_opening)
        {
            _disposed = true;
            var opened = _opened;
            _opened = null;
            return opened;
        }
    }

    private Opened Ensure()
    {
        if (_opened is { } opened)
            return opened;
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _opened ??= OpenFile();
        }
    }

    private Opened OpenFile()
    {
        directory.Create();
        var session = SqliteSession.Open(directory.DatabasePath, readOnly: false, Pragmas);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(directory.DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Schema.Migrate(session, directory.DatabasePath);
            var files = new BlobFiles(directory.BlobsPath);
            LogOpened(directory.DatabasePath, Schema.Version);
            return new Opened(new SessionPool(directory.DatabasePath, ReaderPragmas), new WriteQueue(session, files.RemoveWithoutRow, logger));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Opened {Path}, format {Version}")]
    private partial void LogOpened(string path, int version);

    private sealed record Opened(SessionPool Readers, WriteQueue Writer);
}
