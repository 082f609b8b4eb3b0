using Assistant.Contracts.Messages;
using Assistant.Ingestion.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Assistant.Ingestion.Index;

/// <summary>Brings versions into the index.</summary>
internal sealed class IndexConsumer(IndexStep step, IHostApplicationLifetime lifetime) : IConsumer<IndexContent>
{
    public Task Consume(ConsumeContext<IndexContent> context)
    {
        context.CountRetry(StepEndpoints.Index);
        return lifetime.RunStepAsync(token => step.RunAsync(context.Message.Items, token), context.CancellationToken);
    }
}
