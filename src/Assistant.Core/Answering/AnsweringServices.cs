using Assistant.Core.Agent;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Knowledge;
using Assistant.Core.Memory;
using Assistant.Core.Pal;
using Assistant.Core.Retrieval;
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
    /// <see cref="AnsweringOptions.Section"/>, <see cref="AgentOptions.Section"/>, <see cref="FlareOptions.Section"/>, <see cref="DemonstrationOptions.Section"/> and
    /// <see cref="MemoryOptions.Section"/>. What the settings ask for and cannot be is an <see cref="OptionsValidationException"/>.
    /// </summary>
    public static IServiceCollection AddAssistantAnswering(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<AnsweringOptions>().Bind(configuration.GetSection(AnsweringOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<CompressionOptions>().Bind(configuration.GetSection(CompressionOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<AgentOptions>().Bind(configuration.GetSection(AgentOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<FlareOptions>().Bind(configuration.GetSection(FlareOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<DemonstrationOptions>().Bind(configuration.GetSection(DemonstrationOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<VisionOptions>().Bind(configuration.GetSection(VisionOptions.Section)).ValidateDataAnnotations();
        services.AddAssistantMemory(configuration);
        services.TryAddSingleton<PictureLabels>();
        services.TryAddSingleton<PictureInspector>();
        services.TryAddSingleton(provider => new PalInterpreter(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ExtractiveAnswerer>();
        services.TryAddSingleton<DemonstrationPicker>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAgentToolSource, KnowledgeTools>());
        services.AddAssistantTriples(configuration);
        services.TryAddSingleton<AgentSettings>();
        services.TryAddSingleton<IAnswerer>(Finished);
        return services;
    }

    private static AnswerFinisher Finished(IServiceProvider provider)
    {
        // First of all: what the settings ask for and cannot be is said before anything else is looked for.
        var answerer = Choose(provider);
        var (agent, answering) = (provider.GetRequiredService<IOptions<AgentOptions>>().Value, provider.GetRequiredService<IOptions<AnsweringOptions>>().Value);
        var store = provider.GetRequiredService<IContentStore>();
        // Who wants quotations only does not want a model beside them either.
        var model = new SideModel(agent.Strategy == AnswerStrategy.Extractive ? null : provider.GetService<IChatClient>(), agent.ContextTokens);
        return new AnswerFinisher(
            new WindowedAnswerer(answerer, new ConversationWindow(model, provider.GetRequiredService<ISummaryStore>(), answering.Summaries)),
            store,
            provider.GetRequiredService<LongTermMemory>(),
            new FollowUps(provider.GetRequiredService<IRetriever>(), store, model, answering.FollowUps, answering.SupportThreshold));
    }

    private static IAnswerer Choose(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<AgentOptions>>().Value;
        var strategy = options.Strategy;
        var hasModel = provider.GetService<IChatClient>() is not null;
        var isAgent = strategy is not (AnswerStrategy.Extractive or AnswerStrategy.ReadOnce) && (hasModel || strategy != AnswerStrategy.Auto);
        var flare = provider.GetRequiredService<IOptions<FlareOptions>>().Value;
        var demonstrations = provider.GetRequiredService<IOptions<DemonstrationOptions>>().Value.Count > 0;
        if ((flare.Enabled || demonstrations) && !isAgent)
            throw Invalid($"{(flare.Enabled ? $"{FlareOptions.Section}:Enabled is true" : $"{DemonstrationOptions.Section}:Count is not 0")}, which is for answers in steps: Strategy is {strategy}{(hasModel ? "" : " and there is no language model")}. Set {AgentOptions.Section}:Strategy to ReAct, IrCoT or Guided with a language model, or take the setting back.");
        if (provider.GetRequiredService<IOptions<CompressionOptions>>().Value.Enabled && (!hasModel || strategy == AnswerStrategy.Extractive))
            throw Invalid($"{CompressionOptions.Section}:Enabled is true, which is for answers by a language model. Set {AgentOptions.Section}:Strategy to another one than {strategy} with a language model, or Enabled to false.");
        if ((flare.Enabled || strategy == AnswerStrategy.IrCoT) && options.DisabledTools.Contains(SearchTool.Name))
            throw Invalid($"{(flare.Enabled ? $"{FlareOptions.Section}:Enabled" : $"{AgentOptions.Section}:Strategy {strategy}")} needs the tool {SearchTool.Name}, which {AgentOptions.Section}:DisabledTools takes away.");
        return (strategy, hasModel) switch
        {
            (AnswerStrategy.Extractive, _) or (AnswerStrategy.Auto, false) => provider.GetRequiredService<ExtractiveAnswerer>(),
            (_, false) => throw Invalid($"{AgentOptions.Section}:Strategy is {strategy}, which needs a language model. Set Assistant:Chat:Endpoint and Assistant:Chat:Model, or leave Strategy at Auto."),
            (AnswerStrategy.ReadOnce, true) => ActivatorUtilities.CreateInstance<ChatAnswerer>(provider),
            _ => ActivatorUtilities.CreateInstance<AgentAnswerer>(provider),
        };
    }

    private static OptionsValidationException Invalid(string why) => new(AgentOptions.Section, typeof(AgentOptions), [why]);
}
