namespace Assistant.Inference.Encoders.Batching;

/// <summary>The inputs of one caller, which may be computed in several batches. The first failure fails the call.</summary>
internal sealed class EncodingCall
{
    private readonly float[][] vectors;
    private readonly TaskCompletionSource<float[][]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left;

    internal EncodingCall(int count, CancellationToken cancellationToken)
    {
        (vectors, left, CancellationToken) = (new float[count][], count, cancellationToken);
    }

    internal CancellationToken CancellationToken { get; }

    /// <summary>A vector for each input, in their order.</summary>
    internal Task<float[][]> Vectors => done.Task;

    /// <summary>Nobody waits for it any more.</summary>
    internal bool IsOver => done.Task.IsCompleted || CancellationToken.IsCancellationRequested;

    internal void Complete(int index, float[] vector)
    {
        vectors[index] = vector;
        if (Interlocked.Decrement(ref left) == 0) done.TrySetResult(vectors);
    }

    internal void Fail(Exception error) => done.TrySetException(error);
}
