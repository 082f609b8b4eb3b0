using Assistant.Storage.Blobs;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage;

/// <summary>What the owner of a data directory does once when it starts. Everything else opens the storage by itself at first use.</summary>
public sealed class StorageStartup
{
    private readonly AssistantDatabase _database;
    private readonly BlobSweep _sweep;

    internal StorageStartup(AssistantDatabase database)
    {
        _database = database;
        _sweep = new BlobSweep(database);
    }

    /// <summary>Makes the folders, opens and migrates the database, and removes what crashes left behind more than a day ago.</summary>
    /// <exception cref="InvalidDataException">The database was written by a newer program.</exception>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken = default)
    {
        _database.Open();
        await _sweep.RunAsync(DateTimeOffset.UtcNow - BlobFiles.OrphanAge, cancellationToken).ConfigureAwait(false);
    }
}
