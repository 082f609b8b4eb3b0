using Assistant.Core.Retrieval;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage;

/// <summary>
/// Keeps the change log from growing without end: changes about chunks that are all gone, and changes of tags, are dropped. Reading the log from its
/// beginning still gives every chunk and vector that exists, so an index can be rebuilt from it at any time.
/// </summary>
public sealed class ChangeLogCompaction
{
    private readonly AssistantDatabase _database;

    internal ChangeLogCompaction(AssistantDatabase database) => _database = database;

    /// <summary>Drops what no index needs any more.</summary>
    /// <param name="appliedSequence">The last change of the index that is furthest behind.</param>
    /// <param name="keep">Newest changes that stay in any case, so that a restored index of yesterday still catches up.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    /// <returns>Changes dropped.</returns>
    public ValueTask<int> RunAsync(long appliedSequence, long keep = 100_000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        return _database.WriteAsync(
            transaction =>
            {
                // An index that ends before here would miss removals: without marks it does not go on from these changes, but begins anew.
                transaction.Statement("UPDATE change SET mark = 0 WHERE sequence < ? AND mark <> 0").Bind(appliedSequence - keep).Run();
                return transaction.Statement("DELETE FROM change WHERE sequence < ? AND (kind = ? OR NOT EXISTS (SELECT 1 FROM chunk WHERE key BETWEEN first AND last))")
                    .Bind(appliedSequence - keep).Bind((int)IndexChangeKind.Relabelled).Run();
            },
            cancellationToken);
    }
}
