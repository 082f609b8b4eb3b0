using System.Text.Encodings.Web;
using Assistant.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Assistant.Hosting.Access;

/// <summary>Authenticates by <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>; without any key in the store, requests over loopback are the local user's.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IApiKeyStore keys,
    Exposure exposure,
    LocalKey? localKey = null) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string HeaderName = "X-Api-Key";
    private const string BearerPrefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Secret(Request) is { } secret)
        {
            if (localKey?.Matches(secret) == true)
                return Success(Caller.Local);
            var key = await keys.FindAsync(secret, Context.RequestAborted);
            return key is null ? AuthenticateResult.Fail("The API key is unknown or was revoked.") : Success(Caller.Of(key));
        }

        // Asked at each request, so that the first key that is made closes a running service too; the table is tiny.
        return exposure.IsLocal(Context.Connection) && (await keys.ListAsync(Context.RequestAborted)).Count == 0
            ? Success(Caller.Local, keyless: true)
            : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await Results.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            title: "An API key is needed",
            detail: Secret(Request) is null
                ? $"Send it as 'Authorization: Bearer KEY' or '{HeaderName}: KEY'. An administrator makes one with: assistant keys create NAME --role reader"
                : "This key is unknown or was revoked. An administrator lists keys with: assistant keys list").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Results.Problem(
        statusCode: StatusCodes.Status403Forbidden,
        title: "This key may not do that",
        detail: "The operation needs a key with a higher role (reader < writer < admin).").ExecuteAsync(Context);

    /// <summary>Set when the caller gave no key: only then must the request prove that no foreign web page sent it.</summary>
    internal static bool IsKeyless(HttpContext context) => context.Items.ContainsKey(typeof(ApiKeyAuthenticationHandler));

    private static string? Secret(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return authorization[BearerPrefix.Length..].Trim() is { Length: > 0 } bearer ? bearer : null;
        return request.Headers[HeaderName].ToString() is { Length: > 0 } header ? header : null;
    }

    private AuthenticateResult Success(Caller caller, bool keyless = false)
    {
        if (keyless)
            Context.Items[typeof(ApiKeyAuthenticationHandler)] = true;
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
    }
}
