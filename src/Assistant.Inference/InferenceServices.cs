using Assistant.Inference.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Inference;

/// <summary>Registers the models that are configured.</summary>
public static class InferenceServices
{
    /// <summary>Adds <see cref="IChatClient"/> when <c>Assistant:Chat:Endpoint</c> or <c>Assistant:Chat:Model</c> is set; what is set wrongly fails the start.</summary>
    public static IServiceCollection AddAssistantInference(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(ChatEndpointOptions.Section);
        if (string.IsNullOrWhiteSpace(section[nameof(ChatEndpointOptions.Endpoint)]) && string.IsNullOrWhiteSpace(section[nameof(ChatEndpointOptions.Model)])) return services;
        services.AddOptionsWithValidateOnStart<ChatEndpointOptions>().Bind(section).ValidateDataAnnotations();
        services.TryAddSingleton<IChatClient, OpenAiChatClient>();
        return services;
    }
}
