using Assistant.Contracts.Http;
using Microsoft.Extensions.Logging;

namespace Assistant.Connectors.Producers.Folders;

/// <summary>
/// Keeps a target up to date with a folder until it is cancelled: after every burst of changes, and every
/// <paramref name="rescanEvery"/> because file events can be lost, it runs an ingest, which reads only what differs.
/// </summary>
public sealed partial class FolderWatcher(FolderIngest ingest, TimeSpan rescanEvery, ILogger<FolderWatcher> logger)
{
    // Editors write a file in several steps; half a second of silence ends a burst, and ten seconds end a burst that never rests.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(10);

    /// <summary>Watches.</summary>
    /// <param name="request">What to ingest; with <see cref="FolderIngestRequest.Prune"/> deleted files are deleted from the target too.</param>
    /// <param name="onIngested">Told of each ingest.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async Task RunAsync(FolderIngestRequest request, Action<IngestResult>? onIngested = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var changed = new SemaphoreSlim(0, 1);
        using var watcher = Watch(request.Path, changed);
        while (true)
        {
            try
            {
                var result = await ingest.RunAsync(request, cancellationToken: cancellationToken);
                onIngested?.Invoke(result);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A folder that is away for a moment, or a service that restarts: the next scan brings everything.
                LogScanFailed(request.Path, error);
            }

            if (!await changed.WaitAsync(rescanEvery, cancellationToken))
                continue;
            using var burst = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            burst.CancelAfter(LongestBurst);
            try
            {
                while (await changed.WaitAsync(Quiet, burst.Token))
                {
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The burst goes on: take what there is.
            }
        }
    }

    private FileSystemWatcher? Watch(string path, SemaphoreSlim changed)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetFullPath(path)) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Signal(changed);
            watcher.Created += (_, _) => Signal(changed);
            watcher.Deleted += (_, _) => Signal(changed);
            watcher.Renamed += (_, _) => Signal(changed);
            watcher.Error += (_, _) => Signal(changed);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException error)
        {
            // The system gives no (more) file events: the rescans remain, and the log says so.
            LogNoEvents(path, rescanEvery, error);
            watcher?.Dispose();
            return null;
        }
    }

    private static void Signal(SemaphoreSlim changed)
    {
        try
        {
            changed.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // Signalled already, or the watch has just ended.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No file events for {Path}; it is scanned every {Every} instead")]
    private partial void LogNoEvents(string path, TimeSpan every, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not ingest {Path}; it is scanned again later")]
    private partial void LogScanFailed(string path, Exception error);
}
