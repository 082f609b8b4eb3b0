using System.Net;
using Microsoft.AspNetCore.Http;

namespace Assistant.Hosting.Access;

/// <summary>
/// Keeps foreign web pages out of a service without keys. A browser on this machine can be made to send requests here: by a
/// name that is re-bound to 127.0.0.1 (then the Host header names that site), or by a form or script of another site (then
/// Origin or Sec-Fetch-Site says so). Callers with a key prove more than that and pass.
/// </summary>
internal sealed class LocalRequestGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var refusal = ApiKeyAuthenticationHandler.IsKeyless(context) ? Refusal(context.Request) : null;
        if (refusal is null)
            await next(context);
        else
            await Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: "Refused for safety", detail: refusal).ExecuteAsync(context);
    }

    private static string? Refusal(HttpRequest request)
    {
        if (!IsLocalName(request.Host.Host))
            return "Without API keys the service answers only to localhost, 127.0.0.1 and [::1]. To use another name make a key: assistant keys create NAME --role admin";
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return null;
        var origin = request.Headers.Origin.ToString();
        var foreign = origin.Length > 0
            ? !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !string.Equals(uri.Authority, Authority(request), StringComparison.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none");
        return foreign ? "The request comes from another web site. Other programs and sites need an API key: assistant keys create NAME --role writer" : null;
    }

    private static bool IsLocalName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string Authority(HttpRequest request) =>
        // Browsers leave the scheme's own port out of Origin and Host alike; Uri.Authority does too.
        Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var uri) ? uri.Authority : "";
}
