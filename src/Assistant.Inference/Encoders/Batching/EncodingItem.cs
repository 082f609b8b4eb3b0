namespace Assistant.Inference.Encoders.Batching;

/// <summary>One input on its way.</summary>
/// <param name="Call">Who waits for it.</param>
/// <param name="Index">Its place in the call.</param>
/// <param name="Value">What is encoded.</param>
/// <param name="Length">Items of similar length share a batch; 0 where length does not matter.</param>
internal sealed record EncodingItem<T>(EncodingCall Call, int Index, T Value, int Length)
{
    internal void Complete(float[] vector) => Call.Complete(Index, vector);

    internal void Fail(Exception error) => Call.Fail(error);
}
