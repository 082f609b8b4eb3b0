namespace Assistant.Inference.Encoders.Batching;

/// <summary>One half of an encoder: computes vectors of one kind of input. Safe from many threads.</summary>
internal interface IEncodingTower<T> : IDisposable
{
    /// <summary>Computes a batch and completes or fails each of its items.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; items may be left open.</exception>
    void Encode(IReadOnlyList<EncodingItem<T>> batch, EncodingLane lane, CancellationToken cancellationToken);
}
