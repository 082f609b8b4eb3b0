using Assistant.Adaptation.Bus;
using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation;

/// <summary>Registration of learning from use.</summary>
public static class AdaptationServices
{
    /// <summary>
    /// Adds what serves learned adapters and can refresh them in this process: <see cref="IQueryAdapters"/>, <see cref="AdapterVersions"/>,
    /// <see cref="AdapterRefresh"/>. The host registers storage, index, encoders and retrieval.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Section <see cref="AdaptationOptions.Section"/>.</param>
    /// <param name="path">The adapters folder of the data directory.</param>
    public static IServiceCollection AddLearnedAdapters(this IServiceCollection services, IConfiguration configuration, string path)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<AdaptationOptions>().Bind(configuration.GetSection(AdaptationOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<IValidateOptions<AdaptationOptions>, AdaptationOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new AdapterFolder(path));
        services.AddSingleton<LearnedAdapters>();
        services.AddSingleton<IQueryAdapters>(provider => provider.GetRequiredService<LearnedAdapters>());
        services.AddSingleton<AdapterVersions>();
        services.AddSingleton<AdapterRefresh>();
        services.AddSingleton<JudgedQueries>();
        services.AddSingleton<FusionRefresh>();
        services.AddSingleton<CalibrationRefresh>();
        services.AddSingleton<Refreshes>();
        return services;
    }

    /// <summary>Adds the refresh loop over its bus to <see cref="AddLearnedAdapters"/>: for the service that owns a data directory.</summary>
    public static IServiceCollection AddAssistantAdaptation(this IServiceCollection services, IConfiguration configuration, string path)
    {
        services.AddLearnedAdapters(configuration, path);
        services.AddAdaptationBus(configuration);
        services.AddSingleton<RefreshRuns>();
        services.AddSingleton<RollbackRule>();
        services.AddAssistantMemory(configuration);
        services.AddHostedService<RefreshTriggers>();
        return services;
    }
}
