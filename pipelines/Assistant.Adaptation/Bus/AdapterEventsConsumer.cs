using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Contracts.Messages;
using MassTransit;

namespace Assistant.Adaptation.Bus;

/// <summary>Hears in every host how runs end: swaps to what was promoted, and tells whoever waits.</summary>
internal sealed class AdapterEventsConsumer(LearnedAdapters learned, RefreshRuns runs) : IConsumer<AdapterPromoted>, IConsumer<AdapterRejected>
{
    public Task Consume(ConsumeContext<AdapterPromoted> context)
    {
        learned.Reload();
        runs.End(context.Message.RunId, new RefreshOutcome(true, context.Message.Version, context.Message.Reasons));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<AdapterRejected> context)
    {
        runs.End(context.Message.RunId, new RefreshOutcome(false, context.Message.Version, context.Message.Reasons));
        return Task.CompletedTask;
    }
}
