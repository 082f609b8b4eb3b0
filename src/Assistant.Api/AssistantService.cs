using Assistant.Adaptation;
using Assistant.Api.Access;
using Assistant.Api.Adapters;
using Assistant.Api.Ask;
using Assistant.Api.Collections;
using Assistant.Api.Content;
using Assistant.Api.Conversations;
using Assistant.Api.Encoders;
using Assistant.Api.Feedback;
using Assistant.Api.Hosting;
using Assistant.Api.Keys;
using Assistant.Api.Knowledge;
using Assistant.Api.Mcp;
using Assistant.Api.Memory;
using Assistant.Api.OpenAi;
using Assistant.Api.OpenApi;
using Assistant.Api.Replay;
using Assistant.Api.Search;
using Assistant.Api.Service;
using Assistant.Connectors.Producers;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Retrieval;
using Assistant.Hosting;
using Assistant.Hosting.Access;
using Assistant.Hosting.Health;
using Assistant.Inference;
using Assistant.Ingestion;
using Assistant.Storage;

namespace Assistant.Api;

/// <summary>The service as a whole: what it is made of, and which routes it has.</summary>
public static class AssistantService
{
    /// <summary>Registers every part for the owner of a data directory (configuration <c>Assistant:Data:Directory</c>).</summary>
    /// <param name="builder">The host.</param>
    /// <param name="owner">The lock of the data directory, when the caller holds it already; it is given free with the host.</param>
    /// <exception cref="StartRefusedException">Another process owns the data directory.</exception>
    public static WebApplicationBuilder AddAssistant(this WebApplicationBuilder builder, OwnerLock? owner = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (services, configuration) = (builder.Services, builder.Configuration);
        var data = builder.UseDataDirectory();
        services.AddDataOwnership(data, owner);
        services.AddKnowledge(configuration, data, owner: true);
        services.AddAssistantInference(configuration);
        services.AddAssistantRetrieval(configuration);
        services.AddAssistantAnswering(configuration);
        services.AddAssistantIngestion(configuration, IngestionRole.Owner);
        services.AddAssistantAdaptation(configuration, data.AdaptersPath);
        services.AddAssistantProducers(configuration);
        services.AddAssistantHosting();
        services.AddSingleton<ReadableCollections>();
        services.AddSingleton<AnswerRuns>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerRuns>());
        services.AddFeatureOptions<ChangeLogOptions>(ChangeLogOptions.Section);
        services.AddHostedService<ChangeLogUpkeep>();
        services.AddSingleton<IndexHealth>();
        services.AddSingleton<LanguageModelHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<LanguageModelHealth>());
        services.AddHealthChecks().AddCheck<IndexHealth>("index", tags: [HealthEndpoints.ReadyTag]).AddCheck<LanguageModelHealth>("language-model", tags: [HealthEndpoints.ReadyTag]);
        services.AddApiDescription();
        services.AddChatPage();
        services.AddSingleton<AnswerSpeed>();
        services.AddSingleton<AnswerModel>();
        var features = SettingsCatalog.Features(services);
        services.AddSingleton(provider => new SettingsCatalog(provider, configuration, features));
        services.AddHostedService<UnknownSettings>();
        services.AddKnowledgeMcp();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            AssistantJson.Configure(options.SerializerOptions);
            options.SerializerOptions.RespectNullableAnnotations = true;
        });
        return builder;
    }

    /// <summary>Puts middleware and routes in place.</summary>
    public static WebApplication UseAssistant(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseAssistantHosting();
        app.UseChatPage();
        app.MapAssistantHealth();
        app.MapOpenApi().AllowAnonymous();
        app.MapContent();
        app.MapSearch();
        app.MapAsk();
        app.MapConversations();
        app.MapFeedback();
        app.MapReplay();
        app.MapMemory();
        app.MapKnowledge();
        app.MapCollections();
        app.MapEncoders();
        app.MapAdapters();
        app.MapKeys();
        app.MapService();
        app.MapOpenAi();
        app.MapKnowledgeMcp();
        return app;
    }
}
