namespace Assistant.Contracts.Http;

/// <summary>Who asks: the answer of <c>GET /api/me</c>.</summary>
/// <param name="User">Id of the key, or <c>local</c>.</param>
/// <param name="Role"><c>Reader</c>, <c>Writer</c> or <c>Admin</c>; each may what the ones before it may.</param>
/// <param name="Groups">Its groups; null when it may read every collection.</param>
public sealed record MeInfo(string User, string Role, IReadOnlyList<string>? Groups);

/// <summary>An API key, without its text.</summary>
public sealed record KeyInfo(Guid Id, string Name, string Role, IReadOnlyList<string> Groups, DateTimeOffset Created);

/// <summary>Body of <c>POST /api/keys</c>.</summary>
public sealed record KeyBody
{
    /// <summary>Whose key it is, 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>Reader</c>, <c>Writer</c> or <c>Admin</c>.</summary>
    public string Role { get; init; } = "Reader";

    /// <summary>Groups that it belongs to.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>A new key.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Secret">Its text: shown this once, never stored.</param>
public sealed record KeyCreated(KeyInfo Key, string Secret);
