namespace Assistant.Ingestion.Parsing.Tools;

/// <summary>Limits how many child processes run at the same time.</summary>
internal sealed class ChildSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim free = new(count);

    /// <summary>Runs when a slot is free.</summary>
    internal async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();
}
