using Assistant.Core.Retrieval;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Index;

/// <summary>Registers the hybrid index.</summary>
public static class IndexServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="HybridIndex"/> as the <see cref="IKnowledgeIndex"/>, in place of one that was registered before, as a
    /// singleton that the container disposes. Needs an <see cref="IChangeLog"/> and logging.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="folder">Folder of the index files, owned by this process.</param>
    /// <param name="configure">Changes other settings.</param>
    public static IServiceCollection AddAssistantIndex(this IServiceCollection services, string folder, Action<HybridIndexOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        services.AddOptionsWithValidateOnStart<HybridIndexOptions>()
            .Configure(options => options.Folder = folder)
            .Configure(options => configure?.Invoke(options))
            .Validate(HybridIndexOptionsCheck.IsValid, "A setting of Assistant:Index is out of its range.");
        services.TryAddSingleton<HybridIndex>();
        services.Replace(ServiceDescriptor.Singleton<IKnowledgeIndex>(provider => provider.GetRequiredService<HybridIndex>()));
        return services;
    }
}
