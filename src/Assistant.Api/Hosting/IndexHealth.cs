using Assistant.Core.Retrieval;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Api.Hosting;

/// <summary>
/// Ready once the index contains every change that the log held when it was first asked: what the start has to replay. Later it may
/// be behind by what is just arriving. A singleton.
/// </summary>
internal sealed class IndexHealth(IChangeLog log, IKnowledgeIndex index) : IHealthCheck
{
    private long _heldAtStart = -1;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var latest = await log.LatestAsync(cancellationToken);
        var applied = index.AppliedSequence;
        var held = Interlocked.CompareExchange(ref _heldAtStart, latest, -1);
        held = held < 0 ? latest : held;
        var data = new Dictionary<string, object> { ["applied"] = applied, ["behind"] = Math.Max(0, latest - applied) };
        return applied >= held
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Unhealthy($"The index is being brought up to date: change {applied} of {held}.", data: data);
    }
}
