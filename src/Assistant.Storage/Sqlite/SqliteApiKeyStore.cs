using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Access;

namespace Assistant.Storage.Sqlite;

/// <summary>API keys: <c>ak_</c> and 32 random bytes in base64url; only their SHA-256 is stored.</summary>
internal sealed class SqliteApiKeyStore(AssistantDatabase database, TimeProvider time) : IApiKeyStore
{
    private const string Prefix = "ak_";

    /// <inheritdoc/>
    public ValueTask<(ApiKey Key, string Secret)> CreateAsync(string name, ApiRole role, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(groups);
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey(Guid.CreateVersion7(), name, role, [.. groups], DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()));
        return database.WriteAsync(
            transaction =>
            {
                transaction.Statement("INSERT INTO api_key(id, name, role, groups, hash, created) VALUES(?, ?, ?, ?, ?, ?)")
                    .Bind(key.Id).Bind(name).Bind((int)role).Bind(JsonList.Write(groups) ?? "[]").Bind(Hash(secret)).Bind(key.Created).Run();
                return (key, secret);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        cancellationToken.ThrowIfCancellationRequested();
        // Looking up by hash leaks nothing by its time: who does not know the secret cannot choose the hash.
        return new(database.Read(session =>
        {
            var row = session.Statement("SELECT id, name, role, groups, created FROM api_key WHERE hash = ?").Bind(Hash(secret));
            return row.Step() ? Read(row) : null;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<ApiKey>>(session =>
        {
            var rows = session.Statement("SELECT id, name, role, groups, created FROM api_key ORDER BY key");
            var keys = new List<ApiKey>();
            while (rows.Step())
                keys.Add(Read(rows));
            return keys;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            transaction =>
            {
                // What was to be learned from its searches and judgements goes with it.
                SqliteSignalStore.Forget(transaction, id.ToString("n"));
                return transaction.Statement("DELETE FROM api_key WHERE id = ?").Bind(id).Run() > 0;
            },
            cancellationToken);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static ApiKey Read(SqliteStatement row) => new(row.Guid(0), row.Text(1), (ApiRole)row.Int32(2), JsonList.Read(row.Text(3)), row.Time(4));
}
