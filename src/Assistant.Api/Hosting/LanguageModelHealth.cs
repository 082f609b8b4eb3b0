using Assistant.Inference.Llm;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Api.Hosting;

/// <summary>
/// Has the language model of this process loaded in the background once the service starts. While it is, and when it could not be,
/// the service is ready but degraded: questions are answered by quotations. A singleton.
/// </summary>
internal sealed class LanguageModelHealth(IServiceProvider services) : IHealthCheck, IHostedService
{
    private readonly LanguageModel? model = services.GetService<LanguageModel>();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        model?.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (model?.Status is not { } status) return Task.FromResult(HealthCheckResult.Healthy("No language model runs in this process."));
        var data = new Dictionary<string, object> { ["waiting"] = status.Waiting, ["running"] = status.Running, ["usedTokens"] = status.UsedTokens, ["capacityTokens"] = status.CapacityTokens, ["storedBytes"] = status.StoredBytes, ["modelBytes"] = status.ModelBytes };
        var description = $"{status.Model}: {status.Description}";
        return Task.FromResult(status.State == LlmState.Ready ? HealthCheckResult.Healthy(description, data) : HealthCheckResult.Degraded(description, data: data));
    }
}
