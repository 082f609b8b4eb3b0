using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Recovery;
using MassTransit;

namespace Assistant.Ingestion.Progress;

/// <summary>Hears in the owner what was finished anywhere: gives room in the window and tells the listeners.</summary>
internal sealed class OutcomeConsumer(InFlightWindow window, IngestionProgress progress) :
    IConsumer<ContentIndexed>, IConsumer<ContentRejected>, IConsumer<ContentFailed>, IConsumer<ContentDeleted>
{
    public Task Consume(ConsumeContext<ContentIndexed> context)
    {
        progress.Report(context.Message.Items.Select(StepSender.Ref), ContentState.Indexed);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ContentRejected> context) =>
        EndAsync(context.Message.Item, ContentState.Rejected, context.Message.Reason);

    public Task Consume(ConsumeContext<ContentFailed> context) =>
        EndAsync(context.Message.Item, ContentState.Failed, context.Message.Reason);

    public Task Consume(ConsumeContext<ContentDeleted> context)
    {
        progress.Report([new ContentRef(new DocumentId(context.Message.Id), 0)], null);
        return Task.CompletedTask;
    }

    private Task EndAsync(ContentItem item, ContentState state, string reason)
    {
        var content = StepSender.Ref(item);
        window.Release([content]);
        progress.Report([content], state, reason);
        return Task.CompletedTask;
    }
}
