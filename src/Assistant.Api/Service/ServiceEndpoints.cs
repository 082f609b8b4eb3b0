using System.Diagnostics;
using System.Reflection;
using Assistant.Contracts.Http;
using Assistant.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Api.Service;

/// <summary><c>/api/service</c> and <c>/api/settings</c>: what an administrator looks at; nothing is changed here.</summary>
internal static class ServiceEndpoints
{
    private static readonly string Version = typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void MapService(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/service", ReadAsync).RequireAuthorization(AccessPolicies.Admin).WithTags("service").WithSummary("Version, health and memory of the service");
        routes.MapGet("/api/settings", Settings).RequireAuthorization(AccessPolicies.Admin).WithTags("service").WithSummary("The settings that hold, without secrets");
    }

    private static async Task<Ok<ServiceInfo>> ReadAsync(HealthCheckService health, AnswerModel answers, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        using var process = Process.GetCurrentProcess();
        return TypedResults.Ok(new ServiceInfo(
            Version,
            process.StartTime.ToUniversalTime(),
            Environment.ProcessorCount,
            process.WorkingSet64,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            report.Status.ToString(),
            [.. report.Entries.Select(entry => new ServiceCheck(entry.Key, entry.Value.Status.ToString(), entry.Value.Description))],
            answers.Read()));
    }

    private static Ok<IReadOnlyList<SettingsSection>> Settings(SettingsCatalog catalog) => TypedResults.Ok(catalog.Read());
}
