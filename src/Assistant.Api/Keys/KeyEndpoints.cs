using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Keys;

/// <summary><c>/api/me</c> and <c>/api/keys</c>: who asks, and who may.</summary>
internal static class KeyEndpoints
{
    private const int MaxCharacters = 100;
    private const int MaxGroups = 100;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/me", Me).RequireAuthorization(AccessPolicies.Reader).WithTags("keys").WithSummary("Says who you are and what you may do");
        var group = routes.MapGroup("/api/keys").RequireAuthorization(AccessPolicies.Admin).WithTags("keys");
        group.MapGet("/", ListAsync).WithSummary("Lists API keys, oldest first");
        group.MapPost("/", CreateAsync).WithSummary("Makes an API key; its text is in this answer only");
        group.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revokes an API key");
    }

    private static Ok<MeInfo> Me(HttpContext context)
    {
        var caller = Caller.Of(context);
        return TypedResults.Ok(new MeInfo(caller.User, caller.Role.ToString(), caller.Groups is null ? null : [.. caller.Groups]));
    }

    private static async Task<Ok<IReadOnlyList<KeyInfo>>> ListAsync(IApiKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<KeyInfo>>([.. (await keys.ListAsync(cancellationToken)).Select(ToInfo)]);

    private static async Task<Created<KeyCreated>> CreateAsync(KeyBody body, HttpContext context, IApiKeyStore keys, CancellationToken cancellationToken)
    {
        if (!IsName(body.Name))
            throw new RequestRefusedException($"name says whose key it is: 1 to {MaxCharacters} characters.");
        if (body.Groups.Count > MaxGroups || !body.Groups.All(IsName))
            throw new RequestRefusedException($"groups is a list of at most {MaxGroups} names of 1 to {MaxCharacters} characters.");
        if (!Enum.TryParse<ApiRole>(body.Role, ignoreCase: true, out var role) || char.IsAsciiDigit(body.Role[0]))
            throw new RequestRefusedException($"role is one of {string.Join(", ", Enum.GetNames<ApiRole>())}.");
        // The first key closes the service to everybody without one: whoever could make no other would be locked out.
        if (role != ApiRole.Admin && (await keys.ListAsync(cancellationToken)).Count == 0)
            throw new RequestRefusedException(StatusCodes.Status409Conflict, "The first key must be an admin's", "From the first key on everybody needs one; without an admin's key you could make no other.");
        var (key, secret) = await keys.CreateAsync(body.Name.Trim(), role, [.. body.Groups.Distinct(StringComparer.Ordinal)], cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, new KeyCreated(ToInfo(key), secret));
    }

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(Guid id, IApiKeyStore keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static KeyInfo ToInfo(ApiKey key) => new(key.Id, key.Name, key.Role.ToString(), key.Groups, key.Created);

    private static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxCharacters && !name.Any(char.IsControl);
}
