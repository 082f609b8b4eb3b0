using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>Registers the search.</summary>
public static class RetrievalServices
{
    /// <summary>Adds <see cref="IRetriever"/> over the registered storage, knowledge index and encoders; the searches of users are logged. Options from <see cref="RetrievalOptions.Section"/>.</summary>
    public static IServiceCollection AddAssistantRetrieval(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<RetrievalOptions>().Bind(configuration.GetSection(RetrievalOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<IValidateOptions<RetrievalOptions>, RetrievalOptionsCheck>();
        services.AddAssistantEncoders(configuration);
        services.AddAssistantFeedback(configuration);
        services.TryAddSingleton<HybridRetriever>();
        services.TryAddSingleton<IRetriever>(provider => new LoggedRetriever(
            provider.GetRequiredService<HybridRetriever>(), provider.GetRequiredService<SearchLog>(), provider.GetRequiredService<IOptions<FeedbackOptions>>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
