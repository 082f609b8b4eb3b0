namespace Assistant.Storage.Sqlite;

/// <summary>What is known of the user that a key stands for.</summary>
internal static class ApiKeyRows
{
    /// <summary>When the key of a user was made; null when there is none: it was revoked, or the user is no key.</summary>
    public static DateTimeOffset? Created(SqliteSession session, string user) =>
        Guid.TryParse(user, out var id) && session.Statement("SELECT created FROM api_key WHERE id = ?").Bind(id).Scalar() is { } created
            ? DateTimeOffset.FromUnixTimeMilliseconds(created)
            : null;
}
