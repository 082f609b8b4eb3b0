namespace Assistant.Index;

/// <summary>What the index consists of at a moment.</summary>
/// <param name="Chunks">Chunks that searches see.</param>
/// <param name="Vectors">Vectors that searches see.</param>
/// <param name="Segments">Lexical and vector segments.</param>
/// <param name="MappedBytes">Bytes of mapped files: page cache, given back by the system when it needs memory.</param>
/// <param name="MemoryBytes">Bytes of segments in memory, of the tables of mapped ones, and of the state of the indexer.</param>
/// <param name="MergeBytes">Bytes that running flushes and merges hold beside that.</param>
public sealed record IndexStatistics(long Chunks, long Vectors, int Segments, long MappedBytes, long MemoryBytes, long MergeBytes);
