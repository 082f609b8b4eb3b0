namespace Assistant.Inference.Encoders.Batching;

/// <summary>Inputs that wait for a model: bounded, in order of arrival, taken in batches of similar length. Thread-safe.</summary>
/// <param name="capacity">Inputs that may wait.</param>
/// <param name="takers">Threads that take batches; few inputs are spread over all of them.</param>
/// <param name="batchSize">Most inputs in one batch.</param>
internal sealed class EncodingQueue<T>(int capacity, int takers, int batchSize) : IDisposable
{
    private readonly SemaphoreSlim room = new(capacity);
    private readonly List<EncodingItem<T>> waiting = [];
    private bool closed;

    /// <summary>Inputs that wait now.</summary>
    internal int Count
    {
        get
        {
            lock (waiting) return waiting.Count;
        }
    }

    /// <summary>Adds an input when there is room for it.</summary>
    /// <exception cref="ObjectDisposedException">The model was unloaded.</exception>
    internal async ValueTask AddAsync(EncodingItem<T> item, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (waiting)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            waiting.Add(item);
            Monitor.Pulse(waiting);
        }
    }

    /// <summary>Waits for inputs and takes a batch of them.</summary>
    /// <returns>False when the queue was closed.</returns>
    internal bool TryTake(List<EncodingItem<T>> batch)
    {
        batch.Clear();
        lock (waiting)
        {
            while (true)
            {
                if (closed) return false;
                var dropped = waiting.RemoveAll(item => item.Call.IsOver);
                if (dropped > 0) room.Release(dropped);
                if (waiting.Count > 0) break;
                Monitor.Wait(waiting);
            }

            var wanted = Math.Min(batchSize, (waiting.Count + takers - 1) / takers);
            batch.AddRange(SimilarToOldest(wanted));
            if (batch.Count == waiting.Count) waiting.Clear();
            else waiting.RemoveAll(batch.Contains);
            room.Release(batch.Count);
            return true;
        }
    }

    /// <summary>Closes it: takers end, and every input that waits or comes fails.</summary>
    internal void Close()
    {
        lock (waiting)
        {
            if (closed) return;
            closed = true;
            foreach (var item in waiting) item.Fail(new ObjectDisposedException(nameof(EncodingQueue<>), "The encoder was unloaded."));
            waiting.Clear();
            // Every caller that waits for room comes in and learns that it is closed.
            room.Release(1 << 30);
            Monitor.PulseAll(waiting);
        }
    }

    public void Dispose()
    {
        Close();
        room.Dispose();
    }

    /// <summary>The oldest input, so that none starves, and those next to it in length, so that little is padded.</summary>
    private EncodingItem<T>[] SimilarToOldest(int wanted)
    {
        var oldest = waiting[0];
        var sorted = waiting.OrderBy(item => item.Length).ToArray();
        var place = Array.IndexOf(sorted, oldest);
        var (best, spread) = (0, int.MaxValue);
        for (var start = Math.Max(0, place - wanted + 1); start <= place && start + wanted <= sorted.Length; start++)
        {
            var difference = sorted[start + wanted - 1].Length - sorted[start].Length;
            if (difference < spread) (best, spread) = (start, difference);
        }

        return sorted[best..(best + wanted)];
    }
}
