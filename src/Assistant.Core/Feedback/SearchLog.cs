using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Feedback;

/// <summary>
/// Takes searches off the path of the user and stores them; tells from them when something was asked again. At most 4,096 wait: beyond
/// that searches are not logged, and a warning says so. Safe from many threads; what waits is stored when it is disposed of.
/// </summary>
public sealed partial class SearchLog : IAsyncDisposable, IDisposable
{
    private const int MostWaiting = 4_096;
    private const int MostInBatch = 256;
    private readonly Channel<Entry> entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ISignalStore store;
    private readonly AskedAgain askedAgain;
    private readonly FeedbackOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<SearchLog> logger;
    private readonly Task loop;

    /// <summary>Starts the log.</summary>
    public SearchLog(ISignalStore store, VoteRecorder votes, IOptions<FeedbackOptions> options, TimeProvider time, ILogger<SearchLog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.store = store;
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        askedAgain = new AskedAgain(store, votes, TimeSpan.FromMinutes(this.options.AskedAgainMinutes));
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Whether searches are logged.</summary>
    public bool IsOn => options.LogSearches;

    /// <summary>Logs a search soon.</summary>
    public void Add(LoggedSearch search)
    {
        if (!entries.Writer.TryWrite(new Entry(search, null)))
            LogFull();
    }

    /// <summary>Returns when everything that was added before is stored.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await entries.Writer.WriteAsync(new Entry(null, done), cancellationToken).ConfigureAwait(false);
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    // A container that is disposed synchronously has no other way to wait for the last writes.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task LoopAsync()
    {
        var batch = new List<Entry>(MostInBatch);
        while (await entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MostInBatch && entries.Reader.TryRead(out var entry))
                batch.Add(entry);
            List<LoggedSearch> searches = [.. batch.Select(entry => entry.Search).OfType<LoggedSearch>()];
            try
            {
                if (searches.Count > 0)
                {
                    await store.AddSearchesAsync(searches, options.MaxSearches, time.GetUtcNow().AddDays(-options.KeepDays)).ConfigureAwait(false);
                    foreach (var search in searches)
                        await askedAgain.LookAsync(search).ConfigureAwait(false);
                }
            }
            catch (Exception failure)
            {
                // The searches were answered; learning less from them is no reason to stop logging the next ones.
                LogFailed(failure, searches.Count);
            }

            foreach (var entry in batch)
                entry.Flushed?.TrySetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A search is not logged: too many wait to be stored")]
    private partial void LogFull();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} searches could not be logged")]
    private partial void LogFailed(Exception failure, int count);

    private sealed record Entry(LoggedSearch? Search, TaskCompletionSource? Flushed);
}
