using Assistant.Core.Learning.Replay;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Core.Feedback;

/// <summary>Registers what is kept of searches and judgements.</summary>
public static class FeedbackServices
{
    /// <summary>Adds the log of searches, the feedback cache and <see cref="FeedbackRecorder"/> over the registered storage; options from <see cref="FeedbackOptions.Section"/> and <see cref="ReplayOptions.Section"/>.</summary>
    public static IServiceCollection AddAssistantFeedback(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<FeedbackOptions>().Bind(configuration.GetSection(FeedbackOptions.Section)).ValidateDataAnnotations();
        services.AddAssistantReplay(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VoteRecorder>();
        services.TryAddSingleton<SearchLog>();
        services.TryAddSingleton<FeedbackCache>();
        services.TryAddSingleton<FeedbackRecorder>();
        return services;
    }
}
