namespace Assistant.Core.Learning.Replay;

/// <summary>The replay buffer, durable. Items go with any document that they were made from. Safe from many threads.</summary>
public interface IReplayStore
{
    /// <summary>Adds items within the quotas of their user and collection; what has to give way for them is chosen by the reservoir.</summary>
    /// <returns>Items that are in the buffer afterwards.</returns>
    ValueTask<int> AddAsync(IReadOnlyCollection<ReplayItem> items, CancellationToken cancellationToken = default);

    /// <summary>Reads the items of a direction and encoder, in the order of their ids, so that the same buffer gives the same training.</summary>
    ValueTask<IReadOnlyList<ReplayItem>> ReadAsync(AdapterDirection direction, string encoderId, CancellationToken cancellationToken = default);

    /// <summary>Reads items without their direction restricted, newest first: inspection.</summary>
    /// <param name="user">Only those that this user's judgements made; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<ReplayItem>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads all of them, newest first, a few hundred at a time: export. Items that come meanwhile are not in it, those that go may be.</summary>
    /// <param name="user">Only those that this user's judgements made; null for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    IAsyncEnumerable<ReplayItem> ExportAsync(string? user, CancellationToken cancellationToken = default);

    /// <summary>Removes items of encoders that are gone, gold among them: their vectors compare with nothing any more.</summary>
    /// <param name="encoderIds">The encoders that there are.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    /// <returns>How many.</returns>
    ValueTask<int> PruneAsync(IReadOnlyCollection<string> encoderIds, CancellationToken cancellationToken = default);

    /// <summary>Counts by direction, encoder, collection and origin.</summary>
    ValueTask<IReadOnlyList<ReplayCount>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes an item of a user; null for any user's (administrators).</summary>
    /// <returns>False when there is no such item.</returns>
    ValueTask<bool> DeleteAsync(string? user, Guid id, CancellationToken cancellationToken = default);
}

/// <summary>How much of a kind there is.</summary>
/// <param name="Direction">Query and target.</param>
/// <param name="EncoderId">Who made the embeddings.</param>
/// <param name="Collection">The domain.</param>
/// <param name="Origin">Where they come from.</param>
/// <param name="Items">How many items.</param>
/// <param name="Added">How many were ever offered, those that gave way among them.</param>
/// <param name="Newest">When the newest was made.</param>
public sealed record ReplayCount(AdapterDirection Direction, string EncoderId, string Collection, ReplayOrigin Origin, int Items, long Added, DateTimeOffset Newest);
