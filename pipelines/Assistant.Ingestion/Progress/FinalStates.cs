using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Recovery;

namespace Assistant.Ingestion.Progress;

/// <summary>Ends versions that will not be indexed: in the store first, then for whoever listens.</summary>
internal sealed class FinalStates(IContentStore store, StepSender sender, InFlightWindow window)
{
    /// <summary>Ends a version as Rejected.</summary>
    public async Task RejectAsync(ContentRef content, string reason, CancellationToken cancellationToken)
    {
        await store.RejectAsync(content, reason, cancellationToken);
        window.Release([content]);
        IngestionTelemetry.Finished.Add(1, new KeyValuePair<string, object?>("state", nameof(ContentState.Rejected)));
        await sender.PublishAsync(new ContentRejected(StepSender.Item(content), reason), cancellationToken);
    }

    /// <summary>Ends a version as Failed: the dead letter.</summary>
    public async Task FailAsync(ContentRef content, string reason, int attempts, CancellationToken cancellationToken)
    {
        await store.FailAsync(content, reason, attempts, cancellationToken);
        window.Release([content]);
        IngestionTelemetry.Finished.Add(1, new KeyValuePair<string, object?>("state", nameof(ContentState.Failed)));
        await sender.PublishAsync(new ContentFailed(StepSender.Item(content), reason, attempts), cancellationToken);
    }
}
