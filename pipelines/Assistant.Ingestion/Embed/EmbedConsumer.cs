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
        return lifetime.RunStepAsync(token => step.RunAsync(context.Message.Items, token), context.CancellationToken);
    }
}
