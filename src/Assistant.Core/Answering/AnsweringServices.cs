using Assistant.Core.Agent;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Content;
using Assistant.Core.Memory;
using Assistant.Core.Pal;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Answering;

/// <summary>Registers the answering of questions.</summary>
public static class AnsweringServices
{
    /// <summary>
    /// Adds <see cref="IAnswerer"/> as <see cref="AgentOptions.Strategy"/> says; by itself the agent where an
    /// <see cref="IChatClient"/> is registered, else the <see cref="ExtractiveAnswerer"/>. Options from
    /// <see cref="AnsweringOptions.Section"/>, <see cref="AgentOptions.Section"/> and <see cref="MemoryOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddAssistantAnswering(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<AnsweringOptions>().Bind(configuration.GetSection(AnsweringOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<AgentOptions>().Bind(configuration.GetSection(AgentOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<VisionOptions>().Bind(configuration.GetSection(VisionOptions.Section)).ValidateDataAnnotations();
        services.AddAssistantMemory(configuration);
        services.TryAddSingleton<PictureLabels>();
        services.TryAddSingleton<PictureInspector>();
        services.TryAddSingleton(provider => new PalInterpreter(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ExtractiveAnswerer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAgentToolSource, KnowledgeTools>());
        services.TryAddSingleton<IAnswerer>(provider => new AnswerFinisher(
            Choose(provider), provider.GetRequiredService<IContentStore>(), provider.GetRequiredService<LongTermMemory>()));
        return services;
    }

    private static IAnswerer Choose(IServiceProvider provider)
    {
        var strategy = provider.GetRequiredService<IOptions<AgentOptions>>().Value.Strategy;
        var hasModel = provider.GetService<IChatClient>() is not null;
        return (strategy, hasModel) switch
        {
            (AnswerStrategy.Extractive, _) or (AnswerStrategy.Auto, false) => provider.GetRequiredService<ExtractiveAnswerer>(),
            (_, false) => throw new OptionsValidationException(
                AgentOptions.Section, typeof(AgentOptions), [$"{AgentOptions.Section}:Strategy is {strategy}, which needs a language model. Set Assistant:Chat:Endpoint and Assistant:Chat:Model, or leave Strategy at Auto."]),
            (AnswerStrategy.ReadOnce, true) => ActivatorUtilities.CreateInstance<ChatAnswerer>(provider),
            _ => ActivatorUtilities.CreateInstance<AgentAnswerer>(provider),
        };
    }
}
