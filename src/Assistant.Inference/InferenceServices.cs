using Assistant.Core.Agent;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Inference.Chat;
using Assistant.Inference.Encoders;
using Assistant.Inference.Mcp;
using Assistant.Inference.Llm;
using Assistant.Inference.Rerank;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Inference;

/// <summary>Registers the models that are configured.</summary>
public static class InferenceServices
{
    /// <summary>Adds <see cref="IEncoderLoader"/> over the models of the data directory and the bundled one, and <see cref="IChatClient"/>: the endpoint when <c>Assistant:Chat:Endpoint</c> or <c>Assistant:Chat:Model</c> is set, else the language model of this process; what is set wrongly fails the start.</summary>
    public static IServiceCollection AddAssistantInference(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddEncoderModels(configuration);
        services.Configure<EncoderFoldersOptions>(folders => folders.Pulled = Models(configuration));
        // What a model was found to be in a process of its own is remembered beside the models.
        services.PostConfigure<EncoderEngineOptions>(engine => engine.VerdictFile ??= Path.Combine(Models(configuration), "verdicts"));
        services.TryAddSingleton<IEncoderLoader, EncoderLoader>();
        // For Assistant:Retrieval:Rerank:Method CrossEncoder; made when a search asks for it.
        services.TryAddSingleton<IReranker, CrossEncoderReranker>();
        services.AddOptionsWithValidateOnStart<McpServersOptions>().Bind(configuration.GetSection(McpServersOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAgentToolSource, McpToolSource>());
        var section = configuration.GetSection(ChatEndpointOptions.Section);
        if (string.IsNullOrWhiteSpace(section[nameof(ChatEndpointOptions.Endpoint)]) && string.IsNullOrWhiteSpace(section[nameof(ChatEndpointOptions.Model)])) return services.AddLanguageModel(configuration, Models(configuration));
        services.AddOptionsWithValidateOnStart<ChatEndpointOptions>().Bind(section).ValidateDataAnnotations();
        services.TryAddSingleton<IChatClient, OpenAiChatClient>();
        return services;
    }

    private static string Models(IConfiguration configuration) => Path.Combine(configuration["Assistant:Data:Directory"] ?? "", "models");
}
