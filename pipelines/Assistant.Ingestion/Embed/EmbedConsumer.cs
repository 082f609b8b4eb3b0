using Assistant.Contracts.Messages;
using Assistant.Ingestion.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Assistant.Ingestion.Embed;

/// <summary>Embeds a batch of versions.</summary>
internal sealed class EmbedConsumer(EmbedStep step, IHostApplicationLifetime lifetime) : IConsumer<EmbedContent>
{
    public Task Consume(ConsumeContext<EmbedContent> context)
    {
        context.CountRetry(StepEndpoints.Embed);
        return step.RunAsync(context.Message.Items, context.CancellationToken).UntilStoppedAsync(lifetime);
    }
}
