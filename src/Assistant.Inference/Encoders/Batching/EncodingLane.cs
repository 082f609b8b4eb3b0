namespace Assistant.Inference.Encoders.Batching;

/// <summary>Who waits for a result.</summary>
internal enum EncodingLane
{
    /// <summary>A user.</summary>
    Query,

    /// <summary>The ingestion.</summary>
    Ingestion,
}
