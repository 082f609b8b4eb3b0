using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Inference.Llm;

/// <summary>Registers the language model of this process.</summary>
public static class LlmServices
{
    /// <summary>
    /// Adds <see cref="LanguageModel"/> and, over it, <see cref="IChatClient"/>, when <c>Assistant:Llm:Model</c> names a model, or
    /// names none and the bundled one is there; nothing with <c>none</c>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">Options from <see cref="LlmOptions.Section"/> and below; what is set wrongly fails the start.</param>
    /// <param name="modelsFolder">Folder of pulled models.</param>
    public static IServiceCollection AddLanguageModel(this IServiceCollection services, IConfiguration configuration, string modelsFolder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!LocalModelFiles.IsAny(configuration.GetSection(LlmOptions.Section)[nameof(LlmOptions.Model)], new LlmFolders().Bundled)) return services;
        services.AddOptionsWithValidateOnStart<LlmOptions>().Bind(configuration.GetSection(LlmOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<LlmServingOptions>().Bind(configuration.GetSection(LlmServingOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<LlmQueueOptions>().Bind(configuration.GetSection(LlmQueueOptions.Section)).ValidateDataAnnotations();
        services.Configure<LlmFolders>(folders => folders.Pulled = modelsFolder);
        services.TryAddSingleton<LanguageModel>();
        services.TryAddSingleton<IChatClient, LocalChatClient>();
        return services;
    }
}
