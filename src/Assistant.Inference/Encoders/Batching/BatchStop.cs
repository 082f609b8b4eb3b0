namespace Assistant.Inference.Encoders.Batching;

/// <summary>Stops a running batch when nobody waits for it any more, when it takes too long, or when the model is unloaded.</summary>
internal sealed class BatchStop : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenRegistration[] registrations;
    private int left;

    internal BatchStop(IEnumerable<EncodingCall> calls, TimeSpan timeout, CancellationToken unloaded)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(unloaded);
        stop.CancelAfter(timeout);
        var waiting = calls.Distinct().ToArray();
        left = waiting.Length;
        registrations = Array.ConvertAll(waiting, call => call.CancellationToken.UnsafeRegister(
            _ =>
            {
                if (Interlocked.Decrement(ref left) == 0) stop.Cancel();
            },
            null));
    }

    internal CancellationToken Token => stop.Token;

    /// <summary>Whether nobody waits for the batch any more.</summary>
    internal bool IsAbandoned => Volatile.Read(ref left) == 0;

    public void Dispose()
    {
        // Disposing a registration waits for its callback, so none meets a disposed source.
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }
}
