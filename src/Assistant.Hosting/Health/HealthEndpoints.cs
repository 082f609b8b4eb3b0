using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Hosting.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: everything that is tagged <see cref="ReadyTag"/> is in order.</summary>
public static class HealthEndpoints
{
    /// <summary>Tag of the checks that make a service ready.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Maps both, open to everybody and without any content but the names and states of the checks.</summary>
    public static void MapAssistantHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().DisableRateLimiting();
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync }).AllowAnonymous().DisableRateLimiting();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new { status = report.Status.ToString(), checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()) },
        context.RequestAborted);
}
