using Assistant.Core.Agent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Core.Knowledge;

/// <summary>Registers knowledge triples.</summary>
public static class TripleServices
{
    /// <summary>Adds <see cref="TripleExtractor"/> and, where triples are taken, the agent's tool; options from <see cref="TripleOptions.Section"/>. May be called twice.</summary>
    public static IServiceCollection AddAssistantTriples(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(TripleOptions.Section);
        if (services.Any(service => service.ServiceType == typeof(TripleExtractor)))
            return services;
        services.AddOptionsWithValidateOnStart<TripleOptions>().Bind(section).ValidateDataAnnotations()
            .Validate<IServiceProviderIsService>((triples, known) => triples.Source != TripleSource.Model || known.IsService(typeof(IChatClient)), TripleExtractor.NeedsModel);
        services.AddSingleton<TripleExtractor>();
        if (section.GetValue(nameof(TripleOptions.Source), TripleSource.None) != TripleSource.None)
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IAgentToolSource, TripleTools>());
        return services;
    }
}
