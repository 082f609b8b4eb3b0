using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Tests.Faults;

/// <summary>A log whose changes are read when a test lets them.</summary>
internal sealed class GatedChangeLog(IChangeLog inner) : IChangeLog
{
    /// <summary>Awaited before changes after a number are read.</summary>
    public Func<long, Task>? BeforeRead { get; set; }

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => inner.LatestAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        if (BeforeRead is { } before)
            await before(after).WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return await inner.ReadAsync(after, limit, cancellationToken);
    }

    public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => inner.ReadChunksAsync(firstKey, lastKey, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => inner.ReadVectorsAsync(firstKey, lastKey, cancellationToken);
}
