using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Core.Memory;

/// <summary>Registers the memory.</summary>
public static class MemoryServices
{
    /// <summary>Adds <see cref="LongTermMemory"/> and <see cref="MemoryConsolidation"/> over the registered fact store; options from <see cref="MemoryOptions.Section"/>.</summary>
    public static IServiceCollection AddAssistantMemory(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<MemoryOptions>().Bind(configuration.GetSection(MemoryOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LongTermMemory>();
        services.TryAddSingleton<MemoryConsolidation>();
        return services;
    }
}
