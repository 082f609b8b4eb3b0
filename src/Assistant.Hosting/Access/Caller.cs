using System.Globalization;
using System.Security.Claims;
using Assistant.Core.Access;
using Microsoft.AspNetCore.Http;

namespace Assistant.Hosting.Access;

/// <summary>Who asks: a key, or the local user of a service that is bound to loopback without keys.</summary>
/// <param name="User">Id of the key (32 hexadecimal digits), or <c>local</c>: the owner of conversations and feedback.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Groups">Groups that it belongs to; null when it may read every collection.</param>
public sealed record Caller(string User, ApiRole Role, IReadOnlyCollection<string>? Groups)
{
    /// <summary>The user of a service without keys, and the holder of the local key.</summary>
    public const string LocalUser = "local";

    private const string GroupClaim = "assistant:group";
    private const string UnrestrictedClaim = "assistant:unrestricted";

    /// <summary>May everything: it has the data directory anyway.</summary>
    public static Caller Local { get; } = new(LocalUser, ApiRole.Admin, null);

    /// <summary>The caller of a key; an admin sees every collection.</summary>
    public static Caller Of(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(key.Id.ToString("n", CultureInfo.InvariantCulture), key.Role, key.Role == ApiRole.Admin ? null : key.Groups);
    }

    /// <summary>The caller of an authenticated request.</summary>
    /// <exception cref="InvalidOperationException">The endpoint was mapped without a policy, so that nobody authenticated.</exception>
    public static Caller Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var user = context.User;
        if (user.Identity is not { IsAuthenticated: true } || user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } name)
            throw new InvalidOperationException("The request has no caller: the endpoint lacks an access policy.");
        return new(
            name,
            Enum.Parse<ApiRole>(user.FindFirstValue(ClaimTypes.Role)!),
            user.HasClaim(UnrestrictedClaim, "true") ? null : [.. user.FindAll(GroupClaim).Select(claim => claim.Value)]);
    }

    /// <summary>Whether it may read a collection with these groups: it has none, or the caller has one of them.</summary>
    public bool MayRead(IReadOnlyCollection<string> collectionGroups)
    {
        ArgumentNullException.ThrowIfNull(collectionGroups);
        return Groups is null || collectionGroups.Count == 0 || collectionGroups.Any(Groups.Contains);
    }

    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, User), new(ClaimTypes.Role, Role.ToString())];
        if (Groups is null)
            claims.Add(new(UnrestrictedClaim, "true"));
        else
            claims.AddRange(Groups.Select(group => new Claim(GroupClaim, group)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }
}
