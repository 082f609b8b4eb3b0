using Assistant.Contracts.Http;

namespace Assistant.Cli.Client;

/// <summary>What commands ask of the assistant: of a running service over HTTP, or of a data directory in this process.</summary>
internal interface IAssistantClient : IAsyncDisposable
{
    Task<SearchResult> SearchAsync(SearchBody body, CancellationToken cancellationToken);

    /// <summary>Answers; <paramref name="onStep"/> sees each step as it comes.</summary>
    Task<AskResult> AskAsync(AskBody body, Action<AskStep> onStep, CancellationToken cancellationToken);

    Task<ContentList> ListAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>Null when there is no such document.</summary>
    Task<ContentInfo?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Null when there is no such document, or it has no text yet.</summary>
    Task<ContentText?> ReadTextAsync(string id, CancellationToken cancellationToken);

    /// <summary>Null when there was no such document.</summary>
    Task<ContentDeletion?> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes up one document again (null when there is none), and waits for it where the work is done in this process.</summary>
    Task<ContentInfo?> RedriveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes up every failed document again.</summary>
    /// <returns>How many.</returns>
    Task<int> RedriveFailedAsync(string? collection, CancellationToken cancellationToken);

    Task<IReadOnlyList<CollectionInfo>> CollectionsAsync(CancellationToken cancellationToken);

    Task<CollectionInfo> SetGroupsAsync(string collection, IReadOnlyList<string> groups, CancellationToken cancellationToken);

    Task<IReadOnlyList<EncoderInfo>> EncodersAsync(CancellationToken cancellationToken);

    /// <summary>Gives up a change, or goes back to the encoder before; where the work is done in this process, it is done when this returns.</summary>
    Task<EncoderInfo> RollBackEncoderAsync(string role, CancellationToken cancellationToken);

    Task<EncoderPrune> PruneEncodersAsync(CancellationToken cancellationToken);

    /// <summary>Versions of adapters, the newest first.</summary>
    Task<IReadOnlyList<AdapterInfo>> AdaptersAsync(CancellationToken cancellationToken);

    /// <summary>Trains an adapter; done when this returns.</summary>
    Task<AdapterChange> TrainAdapterAsync(string? direction, string? strategy, CancellationToken cancellationToken);

    Task<AdapterChange> PromoteAdapterAsync(string version, string? direction, CancellationToken cancellationToken);

    Task<AdapterChange> RollBackAdapterAsync(string? direction, CancellationToken cancellationToken);

    /// <summary>What is kept about the caller, newest first.</summary>
    Task<IReadOnlyList<FactInfo>> FactsAsync(bool superseded, CancellationToken cancellationToken);

    /// <summary>False when there is no such fact.</summary>
    Task<bool> EditFactAsync(Guid id, string text, CancellationToken cancellationToken);

    /// <summary>False when there is no such fact.</summary>
    Task<bool> DeleteFactAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Statements taken from documents, in order of their keys.</summary>
    Task<IReadOnlyList<TripleInfo>> TriplesAsync(TripleQuery query, CancellationToken cancellationToken);

    Task<MemoryConsolidationInfo> ConsolidateMemoryAsync(CancellationToken cancellationToken);

    Task<FeedbackStored> FeedbackAsync(FeedbackBody body, CancellationToken cancellationToken);

    Task<IReadOnlyList<ReplayCountInfo>> ReplayCountsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<ReplayItemInfo>> ReplayItemsAsync(bool all, int limit, CancellationToken cancellationToken);

    IAsyncEnumerable<ReplayExportLine> ExportReplayAsync(bool all, CancellationToken cancellationToken);

    /// <summary>False when there is no such item.</summary>
    Task<bool> DeleteReplayAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Which statements to list.</summary>
internal sealed record TripleQuery(string? About, string? Relation, string? Collection, string? Document, long? After, int Limit);

/// <summary>Which documents to list.</summary>
internal sealed record DocumentQuery(string? Collection = null, string? State = null, string? Contains = null, string? After = null, int Limit = 100, string? Source = null);
