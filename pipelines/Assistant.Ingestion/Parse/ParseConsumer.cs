using Assistant.Contracts.Messages;
using Assistant.Ingestion.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Assistant.Ingestion.Parse;

/// <summary>Parses a batch of versions.</summary>
internal sealed class ParseConsumer(ParseStep step, IHostApplicationLifetime lifetime) : IConsumer<ParseContent>
{
    public Task Consume(ConsumeContext<ParseContent> context)
    {
        context.CountRetry(StepEndpoints.Parse);
        return lifetime.RunStepAsync(token => step.RunAsync(context.Message.Items, alone: false, token), context.CancellationToken);
    }
}
