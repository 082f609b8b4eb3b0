using Assistant.Core.Access;
using Microsoft.AspNetCore.Authorization;

namespace Assistant.Hosting.Access;

/// <summary>Names of the policies: one for each role, each including the ones before it.</summary>
public static class AccessPolicies
{
    /// <summary>Search and ask.</summary>
    public const string Reader = nameof(ApiRole.Reader);

    /// <summary>Submit, redrive and delete content.</summary>
    public const string Writer = nameof(ApiRole.Writer);

    /// <summary>Keys, groups and settings.</summary>
    public const string Admin = nameof(ApiRole.Admin);

    internal static void Add(AuthorizationOptions options)
    {
        foreach (var role in Enum.GetValues<ApiRole>())
        {
            var enough = Enum.GetValues<ApiRole>().Where(other => other >= role).Select(other => other.ToString()).ToArray();
            options.AddPolicy(role.ToString(), policy => policy.RequireAuthenticatedUser().RequireRole(enough));
        }
    }
}
