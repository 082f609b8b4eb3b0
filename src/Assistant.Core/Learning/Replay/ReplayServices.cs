using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Core.Learning.Replay;

/// <summary>Registers the replay buffer's options.</summary>
public static class ReplayServices
{
    /// <summary>Adds <see cref="ReplayOptions"/> from <see cref="ReplayOptions.Section"/>, checked at the start; the storage brings the <see cref="IReplayStore"/>.</summary>
    public static IServiceCollection AddAssistantReplay(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<ReplayOptions>().Bind(configuration.GetSection(ReplayOptions.Section)).ValidateDataAnnotations();
        return services;
    }
}
