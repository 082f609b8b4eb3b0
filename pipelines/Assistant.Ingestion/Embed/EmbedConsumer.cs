using Assistant.Contracts.Messages;
using Assistant.Ingestion.Bus;
using MassTransit;

namespace Assistant.Ingestion.Embed;

/// <summary>Embeds a batch of versions.</summary>
internal sealed class EmbedConsumer(EmbedStep step) : IConsumer<EmbedContent>
{
    public Task Consume(ConsumeContext<EmbedContent> context)
    {
        context.CountRetry(StepEndpoints.Embed);
        return step.RunAsync(context.Message.Items, context.CancellationToken);
    }
}
