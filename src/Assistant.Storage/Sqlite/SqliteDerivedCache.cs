using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>Results made from blobs; a foreign key removes them with their blob.</summary>
internal sealed class SqliteDerivedCache(AssistantDatabase database) : IDerivedCache
{
    /// <inheritdoc/>
    public ValueTask<string?> ReadAsync(BlobHash blob, string kind, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session =>
        {
            var row = session.Statement("SELECT value FROM derived WHERE blob = (SELECT key FROM blob WHERE hash = ?) AND kind = ?").Bind(blob).Bind(kind);
            return row.Step() ? row.Text(0) : null;
        }));
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(BlobHash blob, string kind, string value, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(
            transaction => transaction.Statement("""
                INSERT INTO derived(blob, kind, value) SELECT key, ?, ? FROM blob WHERE hash = ?
                ON CONFLICT(blob, kind) DO UPDATE SET value = excluded.value
                """).Bind(kind).Bind(value).Bind(blob).Run(),
            cancellationToken).ConfigureAwait(false);
}
