namespace Assistant.Core.Retrieval;

/// <summary>What votes add to the passages of a document.</summary>
/// <param name="FirstKey">Its first chunk.</param>
/// <param name="LastKey">Its last chunk, inclusive.</param>
/// <param name="Value">In units of the best possible fused score; below 0 it takes away.</param>
/// <param name="ChunkKey">The passage to show where no leg found one; outside of the range for the first.</param>
internal readonly record struct RangeBoost(long FirstKey, long LastKey, double Value, long ChunkKey);
