using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Blobs;

/// <summary>Removes blobs that were put but never submitted, and files that a crash left between a rename, a commit and a removal.</summary>
internal sealed class BlobSweep(AssistantDatabase database)
{
    private readonly BlobFiles _files = new(database.Directory.BlobsPath);

    /// <summary>Removes what has been without an owner since before <paramref name="before"/>.</summary>
    /// <returns>Blobs removed.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var orphans = database.Read(session => _files.FindOrphans(session, before));
        var unowned = database.Read(session => session.Statement("SELECT 1 FROM unowned WHERE since < ? LIMIT 1").Bind(before).Scalar()) is not null;
        if (orphans.Count == 0 && !unowned)
            return 0;
        return await database.WriteAsync(
            transaction =>
            {
                transaction.RemovedFiles.AddRange(orphans);
                var keys = new List<long>();
                var rows = transaction.Statement("SELECT blob FROM unowned WHERE since < ?").Bind(before);
                while (rows.Step())
                    keys.Add(rows.Int64(0));
                return orphans.Count + keys.Sum(key => BlobRows.Release(transaction, key));
            },
            cancellationToken).ConfigureAwait(false);
    }
}
