namespace Assistant.Core.Access;

/// <summary>API keys, hashed at rest (SHA-256 of 32 random bytes: brute force is hopeless, so no slow hash is needed).</summary>
public interface IApiKeyStore
{
    /// <summary>Makes a key; its text is shown once and never stored.</summary>
    ValueTask<(ApiKey Key, string Secret)> CreateAsync(string name, ApiRole role, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default);

    /// <summary>Finds the key of a secret; null when there is none.</summary>
    ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken = default);

    /// <summary>Lists keys, oldest first.</summary>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Revokes a key.</summary>
    ValueTask<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>An API key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Whose it is.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Groups">Collections with groups are visible to it only through one of these; an admin sees all.</param>
/// <param name="Created">When it was made.</param>
public sealed record ApiKey(Guid Id, string Name, ApiRole Role, IReadOnlyList<string> Groups, DateTimeOffset Created);

/// <summary>Roles; each includes the ones before it.</summary>
public enum ApiRole
{
    /// <summary>Search and ask.</summary>
    Reader,

    /// <summary>Also submit, redrive and delete content.</summary>
    Writer,

    /// <summary>Also keys, groups and settings.</summary>
    Admin,
}
