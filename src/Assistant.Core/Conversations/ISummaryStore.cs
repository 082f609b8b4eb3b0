namespace Assistant.Core.Conversations;

/// <summary>
/// What older turns of conversations come to, in short. A summary is found by the hash of the turns that it covers, so that it is never
/// used for others: not on another branch, and not after a turn was redacted or may no longer be read. Deleted with its conversation,
/// and when a document leaves one of its answers.
/// </summary>
public interface ISummaryStore
{
    /// <summary>Finds the summary of some turns; null when none was kept.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turns">Hash of the turns, oldest first.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    ValueTask<string?> FindAsync(Guid conversation, ReadOnlyMemory<byte> turns, CancellationToken cancellationToken = default);

    /// <summary>Keeps a summary; a conversation that is gone by now keeps none.</summary>
    ValueTask KeepAsync(Guid conversation, ReadOnlyMemory<byte> turns, string summary, CancellationToken cancellationToken = default);
}
