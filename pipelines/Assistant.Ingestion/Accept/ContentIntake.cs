using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Accept;

/// <summary>The front door of the pipeline in the owner process: accept, delete, redrive. Thread-safe.</summary>
public sealed partial class ContentIntake
{
    private readonly IContentStore store;
    private readonly IKnowledgeIndex index;
    private readonly StepStarter starter;
    private readonly StepSender sender;
    private readonly InFlightWindow window;
    private readonly ILogger<ContentIntake> logger;

    internal ContentIntake(IContentStore store, IKnowledgeIndex index, StepStarter starter, StepSender sender, InFlightWindow window, ILogger<ContentIntake> logger)
    {
        this.store = store;
        this.index = index;
        this.starter = starter;
        this.sender = sender;
        this.window = window;
        this.logger = logger;
    }

    /// <summary>Accepts submissions, whose blobs are stored already, and sets the changed ones on their way. On return they are on disk and will be finished whatever happens to the process.</summary>
    /// <returns>One answer for each submission, in order.</returns>
    public async Task<IReadOnlyList<Acceptance>> SubmitAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submissions);
        using var activity = IngestionTelemetry.Start("accept", submissions.Count);
        var answers = await store.AcceptAsync(submissions, cancellationToken);
        await starter.StartAsync(answers.ToStart(), cancellationToken);
        return answers;
    }

    /// <summary>Deletes documents with everything that came from them. When it returns, no search finds them.</summary>
    /// <returns>One proof for each document that existed.</returns>
    public async Task<IReadOnlyList<Deletion>> DeleteAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var activity = IngestionTelemetry.Start("delete", ids.Count);
        var deletions = await store.DeleteAsync(ids, cancellationToken);

        // The rows are gone: the index must follow even when the caller goes away now.
        await index.CatchUpAsync(CancellationToken.None);
        window.Release(deletions.Select(d => new ContentRef(d.Id, int.MaxValue)));
        try
        {
            await sender.ParseAsync([.. deletions.SelectMany(d => d.RefreshedImages)], cancellationToken);
            foreach (var deletion in deletions)
                await sender.PublishAsync(new ContentDeleted(deletion.Id.Value, deletion.Sequence), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // They are deleted all the same; the pump takes up the pictures that lost a caption.
            LogNotTold(deletions.Count, error);
        }

        return deletions;
    }

    /// <summary>Sets failed and rejected documents on their way again: one by id, or all that match.</summary>
    /// <returns>Those started.</returns>
    public async Task<IReadOnlyList<ContentRef>> RedriveAsync(DocumentFilter filter, DocumentId? id = null, CancellationToken cancellationToken = default)
    {
        var redriven = await store.RedriveAsync(filter, id, cancellationToken);
        await starter.StartAsync(redriven, cancellationToken);
        return redriven;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} documents were deleted, but the bus could not be told")]
    private partial void LogNotTold(int count, Exception error);
}
