using System.Runtime.CompilerServices;
using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Api.Adapters;
using Assistant.Api.Ask;
using Assistant.Api.Collections;
using Assistant.Api.Content;
using Assistant.Api.Encoders;
using Assistant.Api.Knowledge;
using Assistant.Api.Feedback;
using Assistant.Api.Hosting;
using Assistant.Api.Memory;
using Assistant.Api.Replay;
using Assistant.Api.Search;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Knowledge;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Memory;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Assistant.Index;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Encoders;
using Assistant.Ingestion.Progress;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Cli.Client;

/// <summary>Works on a data directory in this process; the pipeline is started only for what changes documents.</summary>
internal sealed class LocalAssistantClient(DataDirectory directory) : IAssistantClient
{
    private readonly ServiceProvider _services = LocalServices.Readers(directory);

    private LongTermMemory Memory => _services.GetRequiredService<LongTermMemory>();

    private IReplayStore Replay => _services.GetRequiredService<IReplayStore>();

    private IContentStore Store => _services.GetRequiredService<IContentStore>();

    public async Task<SearchResult> SearchAsync(SearchBody body, CancellationToken cancellationToken)
    {
        var request = Checked(() => SearchEndpoints.ToRequest(body, Caller.Local, new LimitsOptions()));
        await CatchUpAsync(cancellationToken);
        return (await _services.GetRequiredService<IRetriever>().SearchAsync(request, cancellationToken)).ToResult();
    }

    public async Task<AskResult> AskAsync(AskBody body, Action<AskStep> onStep, CancellationToken cancellationToken)
    {
        var request = Checked(() => AskEndpoints.ToRequest(body, Caller.Local, new LimitsOptions()));
        await CatchUpAsync(cancellationToken);
        var recorder = new AnswerRecorder();
        await foreach (var answerEvent in _services.GetRequiredService<IAnswerer>().AnswerAsync(request, cancellationToken))
        {
            if (recorder.Add(answerEvent) is { } step)
                onStep(step);
        }

        return recorder.ToResult();
    }

    public async Task<ContentList> ListAsync(DocumentQuery query, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>? collections = query.Collection is null ? null : [query.Collection];
        var filter = new DocumentFilter
        {
            Collections = collections,
            States = Checked(() => ContentEndpoints.ParseStates(query.State)),
            Contains = query.Contains,
            Source = query.Source,
            After = query.After is null ? null : DocumentId.TryParse(query.After, out var after) ? after : throw new UserException("--after is the id of a document.", ExitCodes.BadUsage),
            Limit = query.Limit,
        };
        var documents = await Store.ListAsync(filter, cancellationToken);
        var counts = await Store.CountAsync(collections, cancellationToken);
        return new ContentList([.. documents.Select(document => document.ToInfo())], counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value), documents.Count == query.Limit ? documents[^1].Id.ToString() : null, await Store.CountAsync(filter, cancellationToken));
    }

    public async Task<ContentInfo?> FindAsync(string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out var documentId) ? (await Store.FindAsync(documentId, cancellationToken))?.ToInfo() : null;

    public async Task<ContentText?> ReadTextAsync(string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out var documentId) ? (await Store.ReadTextAsync(documentId, cancellationToken))?.ToText() : null;

    public async Task<ContentDeletion?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(id, out var documentId))
            return null;
        await using var pipeline = await LocalPipeline.StartAsync(directory);
        return await pipeline.Services.GetRequiredService<ContentIntake>().DeleteAsync([documentId], cancellationToken) is [var deletion, ..] ? deletion.ToDto() : null;
    }

    public async Task<ContentInfo?> RedriveAsync(string id, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(id, out var documentId) || await Store.FindAsync(documentId, cancellationToken) is not { } document)
            return null;
        if (document.State is not (ContentState.Failed or ContentState.Rejected))
            throw new UserException($"the document is {document.State}; only Failed and Rejected ones are taken up again.");
        await RedriveAsync(new DocumentFilter(), documentId, cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    public Task<int> RedriveFailedAsync(string? collection, CancellationToken cancellationToken) =>
        RedriveAsync(new DocumentFilter { Collections = collection is null ? null : [collection], States = [ContentState.Failed] }, null, cancellationToken);

    public async Task<IReadOnlyList<CollectionInfo>> CollectionsAsync(CancellationToken cancellationToken) =>
        [.. (await Store.ListCollectionsAsync(cancellationToken)).Select(collection => collection.ToInfo())];

    public async Task<CollectionInfo> SetGroupsAsync(string collection, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        Checked(() => Api.Access.Input.Collection(collection));
        await Store.SetCollectionGroupsAsync(collection, groups, cancellationToken);
        return (await CollectionsAsync(cancellationToken)).First(one => one.Name == collection);
    }

    public async Task<IReadOnlyList<EncoderInfo>> EncodersAsync(CancellationToken cancellationToken) =>
        [.. (await EncoderReport.ReadAsync(
            _services.GetRequiredService<IEncoderStore>(), _services.GetRequiredService<EncoderDirectory>(), _services.GetRequiredService<IOptions<EncoderOptions>>().Value, cancellationToken)).Select(status => status.ToInfo())];

    public async Task<EncoderInfo> RollBackEncoderAsync(string role, CancellationToken cancellationToken)
    {
        await using var pipeline = await LocalPipeline.StartAsync(directory);
        var wanted = EncoderMapping.Role(role);
        try
        {
            if (await pipeline.Services.GetRequiredService<EncoderLifecycle>().RollBackAsync(wanted, cancellationToken) is null)
                throw new UserException($"there is nothing to go back to: no other encoder served {role} before, or its vectors were pruned.");
        }
        catch (EncoderLoadException gone)
        {
            throw new UserException(gone.Message);
        }

        var progress = pipeline.Services.GetRequiredService<EncoderProgress>();
        while (true)
        {
            var status = (await progress.ReadAsync(cancellationToken)).First(one => one.Role == wanted);
            if (status.State != EncoderState.Building)
                return status.ToInfo();
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    public async Task<EncoderPrune> PruneEncodersAsync(CancellationToken cancellationToken)
    {
        await using var pipeline = await LocalPipeline.StartAsync(directory);
        return new EncoderPrune(await pipeline.Services.GetRequiredService<EncoderLifecycle>().PruneAsync(cancellationToken));
    }

    public Task<IReadOnlyList<AdapterInfo>> AdaptersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AdapterInfo>>([.. _services.GetRequiredService<AdapterVersions>().List().Reverse().Select(version => version.ToInfo())]);

    public async Task<AdapterChange> TrainAdapterAsync(string? direction, string? strategy, CancellationToken cancellationToken)
    {
        var wanted = Checked(() => AdapterMapping.Direction(direction));
        using var owner = Own();
        await CatchUpAsync(cancellationToken);
        try
        {
            var outcome = await _services.GetRequiredService<Refreshes>().RunAsync(wanted, strategy, null, cancellationToken);
            return new AdapterChange(outcome.Promoted, _services.GetRequiredService<LearnedAdapters>().Current.Version, outcome.Version, outcome.Reasons);
        }
        catch (ArgumentException unknown)
        {
            throw new UserException(unknown.Message, ExitCodes.BadUsage);
        }
    }

    public Task<AdapterChange> PromoteAdapterAsync(string version, string? direction, CancellationToken cancellationToken) =>
        Task.FromResult(Owning(() => AdapterEndpoints.Promote(_services.GetRequiredService<AdapterVersions>(), _services.GetRequiredService<LearnedAdapters>(), version, direction)));

    public Task<AdapterChange> RollBackAdapterAsync(string? direction, CancellationToken cancellationToken) =>
        Task.FromResult(Owning(() => AdapterEndpoints.RollBack(
            _services.GetRequiredService<AdapterVersions>(), _services.GetRequiredService<Refreshes>(), _services.GetRequiredService<LearnedAdapters>(), direction)));

    public async Task<IReadOnlyList<FactInfo>> FactsAsync(bool superseded, CancellationToken cancellationToken) =>
        [.. (await Memory.ListAsync(Caller.LocalUser, superseded, cancellationToken)).Select(fact => fact.ToInfo())];

    public async Task<bool> EditFactAsync(Guid id, string text, CancellationToken cancellationToken) => await Memory.EditAsync(Caller.LocalUser, id, Checked(() => MemoryEndpoints.Words(text)), cancellationToken);

    public async Task<bool> DeleteFactAsync(Guid id, CancellationToken cancellationToken) => await Memory.DeleteAsync(Caller.LocalUser, id, cancellationToken);

    public async Task<IReadOnlyList<TripleInfo>> TriplesAsync(TripleQuery query, CancellationToken cancellationToken)
    {
        var filter = Checked(() => KnowledgeEndpoints.ToFilter(query.About, query.Relation, query.Document, query.After, query.Limit));
        var triples = await _services.GetRequiredService<ITripleStore>().ListAsync(filter with { Collections = query.Collection is null ? null : [query.Collection] }, cancellationToken);
        return [.. triples.Select(triple => triple.ToInfo())];
    }

    public async Task<MemoryConsolidationInfo> ConsolidateMemoryAsync(CancellationToken cancellationToken) =>
        (await _services.GetRequiredService<MemoryConsolidation>().RunAsync(Caller.LocalUser, cancellationToken)).ToInfo();

    public async Task<FeedbackStored> FeedbackAsync(FeedbackBody body, CancellationToken cancellationToken)
    {
        try
        {
            var row = await FeedbackEndpoints.ToRowAsync(body, Caller.LocalUser, new LimitsOptions(), async text => DocumentId.TryParse(text, out var id) ? (await Store.FindAsync(id, cancellationToken))?.Id : null);
            return new FeedbackStored(await FeedbackEndpoints.StoreAsync(row, _services.GetRequiredService<FeedbackRecorder>(), cancellationToken));
        }
        catch (RequestRefusedException refused)
        {
            throw new UserException(refused.Message);
        }
    }

    public async Task<IReadOnlyList<ReplayCountInfo>> ReplayCountsAsync(CancellationToken cancellationToken) => [.. (await Replay.CountAsync(cancellationToken)).Select(ReplayMapping.ToInfo)];

    public async Task<IReadOnlyList<ReplayItemInfo>> ReplayItemsAsync(bool all, int limit, CancellationToken cancellationToken) =>
        [.. (await Replay.ListAsync(all ? null : Caller.LocalUser, limit, cancellationToken)).Select(ReplayMapping.ToInfo)];

    public async IAsyncEnumerable<ReplayExportLine> ExportReplayAsync(bool all, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in Replay.ExportAsync(all ? null : Caller.LocalUser, cancellationToken))
            yield return item.ToExport();
    }

    public async Task<bool> DeleteReplayAsync(Guid id, CancellationToken cancellationToken) => await Replay.DeleteAsync(null, id, cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<int> RedriveAsync(DocumentFilter filter, DocumentId? id, CancellationToken cancellationToken)
    {
        await using var pipeline = await LocalPipeline.StartAsync(directory);
        var redriven = await pipeline.Services.GetRequiredService<ContentIntake>().RedriveAsync(filter, id, cancellationToken);
        await pipeline.Services.GetRequiredService<IngestionProgress>().WaitAsync(redriven, cancellationToken);
        return redriven.Count;
    }

    /// <summary>Brings the index up to date when this process may; while another command works on the directory, what it has indexed so far is searched.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var index = _services.GetRequiredService<IKnowledgeIndex>();
        if (index is HybridIndex)
        {
            // Opened for reading only: it catches up in memory, whoever owns the directory.
            await index.CatchUpAsync(cancellationToken);
            return;
        }

        if (index.AppliedSequence == await _services.GetRequiredService<IChangeLog>().LatestAsync(cancellationToken) || !OwnerLock.TryAcquire(directory, out var owner, out _))
            return;
        using (owner)
            await index.CatchUpAsync(cancellationToken);
    }

    /// <summary>Takes the directory: one process at a time writes to its adapters.</summary>
    private OwnerLock Own() => OwnerLock.TryAcquire(directory, out var owner, out var other) ? owner : throw new UserException(DataDirectoryServices.Owned(directory, other));

    private AdapterChange Owning(Func<AdapterChange> change)
    {
        using var owner = Own();
        try
        {
            return change();
        }
        catch (AdapterRefusedException refused)
        {
            throw new UserException(refused.Message);
        }
    }

    /// <summary>The service's checks hold here too; their words are for the user.</summary>
    private static T Checked<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (RequestRefusedException refused)
        {
            throw new UserException(refused.Message, ExitCodes.BadUsage);
        }
    }
}
