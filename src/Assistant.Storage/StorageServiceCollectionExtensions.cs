using Assistant.Core.Access;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Knowledge;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Memory;
using Assistant.Core.Retrieval;
using Assistant.Storage.Blobs;
using Assistant.Storage.Fts5;
using Assistant.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Assistant.Storage;

/// <summary>Registers the storage of a data directory.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>Registers the storage ports over SQLite, the FTS5 index as <see cref="IKnowledgeIndex"/>, <see cref="StorageStartup"/>, <see cref="DatabaseBackup"/> and <see cref="ChangeLogCompaction"/>, all as singletons. Files are opened at first use. Logging must be registered.</summary>
    public static IServiceCollection AddAssistantStorage(this IServiceCollection services, DataDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(directory);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(directory);
        services.AddSingleton(provider => new AssistantDatabase(directory, provider.GetRequiredService<ILogger<AssistantDatabase>>()));
        services.AddSingleton(provider => new StorageStartup(provider.GetRequiredService<AssistantDatabase>()));
        services.AddSingleton(provider => new DatabaseBackup(provider.GetRequiredService<AssistantDatabase>()));
        services.AddSingleton(provider => new ChangeLogCompaction(provider.GetRequiredService<AssistantDatabase>()));
        services.AddSingleton<IBlobStore, BlobStore>();
        services.AddSingleton<IContentStore, SqliteContentStore>();
        services.AddSingleton<IChangeLog, SqliteChangeLog>();
        services.AddSingleton<IEncoderStore, SqliteEncoderStore>();
        services.AddSingleton<IDerivedCache, SqliteDerivedCache>();
        services.AddSingleton<IConversationStore, SqliteConversationStore>();
        services.AddSingleton<ISummaryStore, SqliteSummaryStore>();
        services.AddSingleton<IAnswerLog, SqliteAnswerLog>();
        services.AddSingleton<IFeedbackStore, SqliteFeedbackStore>();
        services.AddOptions();
        services.AddSingleton<ISignalStore, SqliteSignalStore>();
        services.AddSingleton<IPairSource, SqlitePairSource>();
        services.AddSingleton<IReplayStore, SqliteReplayStore>();
        services.AddSingleton<IFactStore, SqliteFactStore>();
        services.AddSingleton<ITripleStore, SqliteTripleStore>();
        services.AddSingleton<ILikedAnswerStore, SqliteLikedAnswerStore>();
        services.AddSingleton<IApiKeyStore, SqliteApiKeyStore>();
        services.AddSingleton<Fts5KnowledgeIndex>();
        services.AddSingleton<IKnowledgeIndex>(provider => provider.GetRequiredService<Fts5KnowledgeIndex>());
        return services;
    }
}
