using System.Threading.Channels;
using Assistant.Core.Content;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Assistant.Storage.Sqlite;

/// <summary>
/// The one writer of a process, with group commit: calls that wait at the same time run one after the other in one
/// transaction, each in a savepoint of its own, and share one sync of the disk. A call that fails is rolled back alone.
/// Other processes write through their own queue; SQLite's lock orders the groups.
/// </summary>
internal sealed partial class WriteQueue : IAsyncDisposable
{
    // Bounds the wait of the first call of a group, and the size of the write-ahead log.
    private const int MostCallsInGroup = 256;
    private static readonly TimeSpan _longestGroup = TimeSpan.FromMilliseconds(100);
    private readonly Channel<Call> _calls = Channel.CreateBounded<Call>(new BoundedChannelOptions(1024) { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly Action<SqliteSession, IReadOnlyList<BlobHash>> _removeFiles;
    private readonly ILogger _logger;
    private readonly Task _loop;

    /// <summary>Starts the writer.</summary>
    /// <param name="session">Its connection; disposed with the queue.</param>
    /// <param name="removeFiles">Removes files of blobs that have no row, called within a transaction.</param>
    /// <param name="logger">For failures after a commit.</param>
    public WriteQueue(SqliteSession session, Action<SqliteSession, IReadOnlyList<BlobHash>> removeFiles, ILogger logger)
    {
        _session = session;
        _removeFiles = removeFiles;
        _logger = logger;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Runs a write; it is on disk when the task ends. Cancellation is heard until the write begins.</summary>
    public async ValueTask<T> RunAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancellationToken)
    {
        var call = new Call<T>(work, cancellationToken);
        await _calls.Writer.WriteAsync(call, cancellationToken).ConfigureAwait(false);
        return await call.Result.ConfigureAwait(false);
    }

    /// <summary>Ends after the calls that are queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _session.Dispose();
    }

    private async Task LoopAsync()
    {
        var group = new List<Call>(MostCallsInGroup);
        while (await _calls.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            try
            {
                RunGroup(group);
            }
            catch (Exception exception)
            {
                // The transaction as a whole failed (disk full, lock not given in time): everyone in it is told, the writer lives on.
                if (!_session.AutoCommit)
                    TryRollback();
                if (group.Count == 0 && _calls.Reader.TryRead(out var first))
                    group.Add(first);
                foreach (var call in group)
                    call.Fail(exception);
            }
        }
    }

    private void RunGroup(List<Call> group)
    {
        _session.Statement("BEGIN IMMEDIATE").Run();
        var transaction = new WriteTransaction(_session);
        var started = TimeProvider.System.GetTimestamp();
        while (group.Count < MostCallsInGroup && _calls.Reader.TryRead(out var call))
        {
            group.Add(call);
            if (call.Cancelled)
                continue;
            var files = transaction.RemovedFiles.Count;
            _session.Statement("SAVEPOINT one").Run();
            try
            {
                call.Run(transaction);
            }
            catch (Exception exception) when (!_session.AutoCommit)
            {
                // Isolates the failing call; when SQLite ended the whole transaction by itself, the filter lets it through.
                _session.Statement("ROLLBACK TO one").Run();
                transaction.RemovedFiles.RemoveRange(files, transaction.RemovedFiles.Count - files);
                call.Error = exception;
            }

            _session.Statement("RELEASE one").Run();
            if (TimeProvider.System.GetElapsedTime(started) > _longestGroup)
                break;
        }

        _session.Statement("COMMIT").Run();
        AfterCommit(transaction);
        foreach (var call in group)
            call.Complete();
    }

    private void AfterCommit(WriteTransaction transaction)
    {
        try
        {
            if (transaction.RemovedFiles.Count > 0)
            {
                _session.Statement("BEGIN IMMEDIATE").Run();
                _removeFiles(_session, transaction.RemovedFiles);
                _session.Statement("COMMIT").Run();
            }

            if (transaction.ContentErased)
                EmptyLog();
        }
        catch (Exception exception)
        {
            // The commit stands; what is left behind is found by the sweep at the next start.
            if (!_session.AutoCommit)
                TryRollback();
            LogCleanupFailed(exception);
        }
    }

    // Best effort: readers of an older snapshot keep the log from being emptied; the next erasing commit tries again.
    private void EmptyLog()
    {
        _session.Execute("PRAGMA busy_timeout=50");
        _session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        _session.Execute($"PRAGMA busy_timeout={AssistantDatabase.BusyMilliseconds}");
    }

    private void TryRollback()
    {
        try
        {
            _session.Statement("ROLLBACK").Run();
        }
        catch (SqliteException exception)
        {
            LogCleanupFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cleaning up after a commit failed; the next start repairs it")]
    private partial void LogCleanupFailed(Exception exception);

    private abstract class Call
    {
        public Exception? Error { get; set; }

        public abstract bool Cancelled { get; }

        public abstract void Run(WriteTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Call<T>(Func<WriteTransaction, T> work, CancellationToken cancellationToken) : Call
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _ran;
        private T _value = default!;

        public Task<T> Result => _completion.Task;

        public override bool Cancelled => !_ran && cancellationToken.IsCancellationRequested;

        public override void Run(WriteTransaction transaction)
        {
            _value = work(transaction);
            _ran = true;
        }

        public override void Complete()
        {
            if (Error is not null)
                _completion.TrySetException(Error);
            else if (_ran)
                _completion.TrySetResult(_value);
            else
                _completion.TrySetCanceled(cancellationToken);
        }

        public override void Fail(Exception exception) => _completion.TrySetException(exception);
    }
}
