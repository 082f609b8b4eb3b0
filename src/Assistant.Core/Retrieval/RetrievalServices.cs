using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Retrieval.Reranking;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>Registers the search.</summary>
public static class RetrievalServices
{
    /// <summary>
    /// Adds <see cref="IRetriever"/> over the registered storage, knowledge index and encoders; the searches of users are logged. Options from
    /// <see cref="RetrievalOptions.Section"/> and <see cref="RerankOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddAssistantRetrieval(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<RetrievalOptions>().Bind(configuration.GetSection(RetrievalOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<IValidateOptions<RetrievalOptions>, RetrievalOptionsCheck>();
        services.AddAssistantEncoders(configuration);
        services.AddAssistantFeedback(configuration);
        services.TryAddSingleton<HybridRetriever>();
        services.TryAddSingleton<LegReplay>();
        services.AddOptionsWithValidateOnStart<RerankOptions>().Bind(configuration.GetSection(RerankOptions.Section)).ValidateDataAnnotations()
            .Validate(rerank => rerank.Method != RerankMethod.CrossEncoder || !string.IsNullOrWhiteSpace(rerank.Model), $"{RerankOptions.Section}:Method is CrossEncoder, which needs {RerankOptions.Section}:Model: a folder with config.json, tokenizer.json and onnx/model.onnx, or ORG/NAME of a pulled model.");
        services.TryAddSingleton<IRetriever>(provider => new LoggedRetriever(
            Choose(provider), provider.GetRequiredService<SearchLog>(), provider.GetRequiredService<IOptions<FeedbackOptions>>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static IRetriever Choose(IServiceProvider provider)
    {
        var hybrid = provider.GetRequiredService<HybridRetriever>();
        var method = provider.GetRequiredService<IOptions<RerankOptions>>().Value.Method;
        IReranker? reranker = method switch
        {
            RerankMethod.None => null,
            RerankMethod.Model => new ChatReranker(provider.GetService<IChatClient>() ?? throw Invalid("needs a language model. Set Assistant:Chat:Endpoint and Assistant:Chat:Model or Assistant:Llm:Model")),
            _ => provider.GetService<IReranker>() ?? throw Invalid("needs an engine for encoders, which this host has not"),
        };
        return reranker is null ? hybrid : ActivatorUtilities.CreateInstance<RerankingRetriever>(provider, hybrid, reranker);

        OptionsValidationException Invalid(string what) => new(RerankOptions.Section, typeof(RerankOptions), [$"{RerankOptions.Section}:Method is {method}, which {what}, or set it to None."]);
    }
}
