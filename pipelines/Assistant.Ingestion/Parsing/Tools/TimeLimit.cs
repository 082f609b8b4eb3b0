namespace Assistant.Ingestion.Parsing.Tools;

/// <summary>
/// Runs code of libraries that cannot be cancelled. Past the limit the caller goes on; the thread is left to end by
/// itself, which it does, because every input is bounded and every parser terminates. At most a few may be left at a time.
/// </summary>
internal static class TimeLimit
{
    private const int MaxLeft = 8;
    private static int left;

    /// <summary>Runs <paramref name="work"/> on a thread of its own.</summary>
    /// <exception cref="ContentRefusedException">It took longer.</exception>
    /// <exception cref="InvalidOperationException">Too many earlier ones are still running: to be tried again later.</exception>
    internal static async Task<T> RunAsync<T>(Func<T> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref left) >= MaxLeft)
            throw new InvalidOperationException($"{MaxLeft} documents that took too long are still being parsed.");
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await task.WaitAsync(limit, cancellationToken);
        }
        catch (Exception e) when (!task.IsCompleted && e is TimeoutException or OperationCanceledException)
        {
            Interlocked.Increment(ref left);
            _ = task.ContinueWith(
                ended =>
                {
                    _ = ended.Exception;
                    Interlocked.Decrement(ref left);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            if (e is OperationCanceledException) throw;
            throw new ContentRefusedException($"The document took longer than {limit.TotalSeconds:0} s to parse.", e);
        }
    }
}
