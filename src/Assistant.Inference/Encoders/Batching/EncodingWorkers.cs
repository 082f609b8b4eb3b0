using System.Diagnostics;
using Assistant.Native.Threads;

namespace Assistant.Inference.Encoders.Batching;

/// <summary>
/// Computes what comes in for one lane of a tower, on threads of its own that start with the first input. Those of
/// <see cref="EncodingLane.Ingestion"/> yield to every other thread, so that queries keep the processor while documents are embedded.
/// </summary>
internal sealed class EncodingWorkers<T> : IDisposable
{
    private readonly IEncodingTower<T> tower;
    private readonly EncodingLane lane;
    private readonly TimeSpan timeout;
    private readonly EncodingQueue<T> queue;
    private readonly EncoderTelemetry telemetry;
    private readonly CancellationTokenSource unloaded = new();
    private readonly Lazy<Thread[]> threads;
    private int disposed;

    internal EncodingWorkers(IEncodingTower<T> tower, EncodingLane lane, int count, EncoderEngineOptions options, EncoderTelemetry telemetry)
    {
        (this.tower, this.lane, this.telemetry) = (tower, lane, telemetry);
        timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
        queue = new EncodingQueue<T>(options.QueueLength, count, options.BatchSize);
        threads = new Lazy<Thread[]>(() => [.. Enumerable.Range(1, count).Select(Start)]);
    }

    /// <summary>Encodes inputs; waits for room in the queue before each.</summary>
    /// <returns>L2-normalized vectors in the order of the inputs.</returns>
    internal async Task<float[][]> EncodeAsync(IReadOnlyList<T> values, Func<T, int> length, CancellationToken cancellationToken)
    {
        if (values.Count == 0) return [];
        _ = threads.Value;
        var call = new EncodingCall(values.Count, cancellationToken);
        for (var i = 0; i < values.Count && !call.IsOver; i++)
            await queue.AddAsync(new EncodingItem<T>(call, i, values[i], length(values[i])), cancellationToken).ConfigureAwait(false);
        return await call.Vectors.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        queue.Close();
        unloaded.Cancel();
        if (threads.IsValueCreated)
            foreach (var thread in threads.Value) thread.Join();
        queue.Dispose();
        unloaded.Dispose();
    }

    private Thread Start(int number)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"encode {(lane == EncodingLane.Query ? "query" : "documents")} {number}" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        if (lane == EncodingLane.Ingestion) BackgroundPriority.LowerCurrentThread();
        var batch = new List<EncodingItem<T>>();
        while (queue.TryTake(batch)) Encode(batch);
    }

    private void Encode(List<EncodingItem<T>> batch)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var activity = telemetry.Start(lane, batch.Count);
        using var stop = new BatchStop(batch.Select(item => item.Call), timeout, unloaded.Token);
        try
        {
            tower.Encode(batch, lane, stop.Token);
            telemetry.Record(lane, batch.Count, startedAt);
        }
        catch (OperationCanceledException e)
        {
            Exception error = unloaded.IsCancellationRequested ? new ObjectDisposedException("encoder", "The encoder was unloaded.")
                : stop.IsAbandoned ? e
                // Nothing else stops a batch. Clocks are not asked: the timer may fire a little before its time.
                : new TimeoutException($"The model took longer than {timeout.TotalSeconds:0} s for one batch.", e);
            foreach (var item in batch) item.Fail(error);
        }
        catch (Exception e)
        {
            // One batch fails, whatever it was; the threads go on with the next.
            foreach (var item in batch) item.Fail(e);
        }
    }
}
