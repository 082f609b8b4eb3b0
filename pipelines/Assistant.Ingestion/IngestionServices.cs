using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Knowledge;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Embed;
using Assistant.Ingestion.Encoders;
using Assistant.Ingestion.Index;
using Assistant.Ingestion.Learning;
using Assistant.Ingestion.Parse;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion;

/// <summary>Registration of the ingestion pipeline.</summary>
public static class IngestionServices
{
    /// <summary>
    /// Adds parsers, steps, bus and, for the owner, index step, pump, <see cref="ContentIntake"/> and <see cref="IngestionProgress"/>.
    /// The host registers the storage ports before it (<c>IContentStore</c>, <c>IBlobStore</c>, <c>IChangeLog</c>; the owner also
    /// <c>IKnowledgeIndex</c>) and, when it has one, an <c>IEncoderLoader</c>. The owner assigns encoders and builds their vectors.
    /// </summary>
    /// <exception cref="InvalidOperationException">A worker without a broker: in-memory messages never leave their process.</exception>
    public static IServiceCollection AddAssistantIngestion(this IServiceCollection services, IConfiguration configuration, IngestionRole role)
    {
        var transport = configuration.GetSection(BusOptions.Section).GetValue(nameof(BusOptions.Transport), BusTransport.InMemory);
        if (role == IngestionRole.Worker && transport == BusTransport.InMemory)
            throw new InvalidOperationException("An ingestion worker needs a broker: set Assistant:Bus:Transport to RabbitMq.");

        services.AddOptionsWithValidateOnStart<BusOptions>().Bind(configuration.GetSection(BusOptions.Section)).ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<IngestionOptions>()
            .Bind(configuration.GetSection(IngestionOptions.Section))
            .PostConfigure(o => o.JournalDirectory = o.JournalDirectory is "" ? Path.Combine(DataDirectory(configuration), "inflight") : o.JournalDirectory)
            .ValidateDataAnnotations();

        services.AddAssistantParsing(configuration);
        services.AddAssistantTriples(configuration);
        services.AddStepBus(transport, role);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StepSender>();
        services.AddSingleton<InFlightWindow>();
        services.AddSingleton(provider => new IngestionProgress(provider.GetRequiredService<IContentStore>()));
        services.AddSingleton<FinalStates>();
        services.AddSingleton<ParseGate>();
        services.AddSingleton<CrashJournal>();
        services.AddSingleton<ParseBytes>(provider => provider.GetRequiredService<ContentParser>().ParseAsync);
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<ParseStep>();
        services.AddSingleton<ParseCommitter>();
        services.AddAssistantEncoders(configuration);
        services.AddSingleton<VectorMaker>();
        services.AddSingleton<EmbedStep>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbedStep>());
        services.AddHostedService<SuspectParser>();
        if (role == IngestionRole.Worker)
        {
            services.AddSingleton<StepStarter>(provider => new(provider.GetRequiredService<StepSender>(), pump: null, provider.GetRequiredService<ILogger<StepStarter>>()));
            return services;
        }

        services.AddSingleton<EncoderLifecycle>();
        services.AddSingleton(provider => new EncoderProgress(
            provider.GetRequiredService<IEncoderStore>(),
            provider.GetRequiredService<EncoderDirectory>(),
            provider.GetRequiredService<IOptions<EncoderOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MissingVectors>();
        services.AddSingleton<EncoderBuild>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EncoderBuild>());
        services.AddAssistantReplay(configuration);
        services.AddHostedService<PairHarvest>();
        services.AddSingleton<PendingPump>();
        services.AddSingleton<StepStarter>(provider => new(
            provider.GetRequiredService<StepSender>(),
            transport == BusTransport.InMemory ? provider.GetRequiredService<PendingPump>() : null,
            provider.GetRequiredService<ILogger<StepStarter>>()));
        services.AddSingleton<IndexStep>();
        services.AddSingleton(provider => new ContentIntake(
            provider.GetRequiredService<IContentStore>(),
            provider.GetRequiredService<IKnowledgeIndex>(),
            provider.GetRequiredService<StepStarter>(),
            provider.GetRequiredService<StepSender>(),
            provider.GetRequiredService<InFlightWindow>(),
            provider.GetRequiredService<ILogger<ContentIntake>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<IndexStep>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<PendingPump>());
        return services;
    }

    private static string DataDirectory(IConfiguration configuration) =>
        configuration["Assistant:Data:Directory"] is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "assistant");
}
