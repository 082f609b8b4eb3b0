using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Core.Answering;

/// <summary>Registers the answering of questions.</summary>
public static class AnsweringServices
{
    /// <summary>
    /// Adds <see cref="IAnswerer"/>: a <see cref="ChatAnswerer"/> when an <see cref="IChatClient"/> is registered, else the
    /// <see cref="ExtractiveAnswerer"/>; options from <see cref="AnsweringOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddAssistantAnswering(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<AnsweringOptions>().Bind(configuration.GetSection(AnsweringOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton<ExtractiveAnswerer>();
        services.TryAddSingleton<IAnswerer>(provider => provider.GetService<IChatClient>() is null
            ? provider.GetRequiredService<ExtractiveAnswerer>()
            : ActivatorUtilities.CreateInstance<ChatAnswerer>(provider));
        return services;
    }
}
