using Assistant.Connectors.Producers.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Connectors.Producers;

/// <summary>Registration of the producers.</summary>
public static class ProducerServices
{
    /// <summary>Adds <see cref="WebFetcher"/> with its options. Folder, line and queue producers are made with the target they deliver to.</summary>
    public static IServiceCollection AddAssistantProducers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<WebOptions>().Bind(configuration.GetSection(WebOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton(provider => new WebFetcher(provider.GetRequiredService<IOptions<WebOptions>>()));
        return services;
    }
}
