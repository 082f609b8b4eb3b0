using Assistant.Core.Retrieval;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Api.Hosting;

/// <summary>Ready when storage answers and the index can be asked what it contains.</summary>
internal sealed class IndexHealth(IChangeLog log, IKnowledgeIndex index) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var latest = await log.LatestAsync(cancellationToken);
        return HealthCheckResult.Healthy(data: new Dictionary<string, object> { ["behind"] = Math.Max(0, latest - index.AppliedSequence) });
    }
}
