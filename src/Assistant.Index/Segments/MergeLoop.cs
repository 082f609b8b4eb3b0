namespace Assistant.Index.Segments;

/// <summary>
/// Merges files in the background, one merge after the other. Text and vectors have a loop each, so that the minutes which a large
/// graph takes do not keep text files from being merged.
/// </summary>
/// <param name="mergeOnce">Runs the most pressing merge; false when none is due.</param>
/// <param name="failed">Told what a merge failed of.</param>
internal sealed class MergeLoop(Func<CancellationToken, bool> mergeOnce, Func<Exception, Task> failed) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource _giveWay = new();

    /// <summary>Merges until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var pause = TimeSpan.Zero; ;)
        {
            try
            {
                await Task.Delay(pause, stop).ConfigureAwait(false);
                pause = await OnceAsync(stop).ConfigureAwait(false) ? TimeSpan.Zero : Idle;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                pause = Idle;
            }
            catch (Exception exception)
            {
                // The inputs go on being served; tried again later.
                await failed(exception).ConfigureAwait(false);
                pause = AfterFailure;
            }
        }
    }

    /// <summary>Ends the present merge, its inputs as they were, and begins no other until <see cref="Resume"/>. One caller at a time.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        var giveWay = Volatile.Read(ref _giveWay);
        await giveWay.CancelAsync().ConfigureAwait(false);
        try
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Not disposed: a merge that ends late may still look at it.
            Volatile.Write(ref _giveWay, new CancellationTokenSource());
        }
    }

    /// <summary>Goes on after <see cref="PauseAsync"/>.</summary>
    public void Resume() => _gate.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        _giveWay.Dispose();
    }

    /// <summary>Runs one merge; false when none was due.</summary>
    public async Task<bool> OnceAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, Volatile.Read(ref _giveWay).Token);
            return mergeOnce(either.Token);
        }
        finally
        {
            _gate.Release();
        }
    }
}
