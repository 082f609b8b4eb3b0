using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Bus;

/// <summary>Sends step messages in batches and publishes events. A send returns once the transport has it (RabbitMQ: confirmed).</summary>
internal sealed class StepSender(IBus bus, IOptions<IngestionOptions> options)
{
    private static readonly Uri ParseQueue = new("queue:" + StepEndpoints.Parse);
    private static readonly Uri EmbedQueue = new("queue:" + StepEndpoints.Embed);
    private static readonly Uri IndexQueue = new("queue:" + StepEndpoints.Index);

    /// <summary>Asks for a parse.</summary>
    public Task ParseAsync(IReadOnlyList<ContentRef> refs, CancellationToken cancellationToken) =>
        SendAsync(ParseQueue, refs, Spread(refs.Count), items => new ParseContent(items), cancellationToken);

    /// <summary>Asks for vectors.</summary>
    public Task EmbedAsync(IReadOnlyList<ContentRef> refs, CancellationToken cancellationToken) =>
        SendAsync(EmbedQueue, refs, options.Value.BatchSize, items => new EmbedContent(items), cancellationToken);

    /// <summary>Asks the owner to bring the index up to a change.</summary>
    public Task IndexAsync(IReadOnlyList<ContentRef> refs, long sequence, CancellationToken cancellationToken) =>
        SendAsync(IndexQueue, refs, options.Value.BatchSize, items => new IndexContent(items, sequence), cancellationToken);

    /// <summary>Publishes an event.</summary>
    public Task PublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => ConfirmedSend.RunAsync(limited => bus.Publish(message, limited), cancellationToken);

    // A few slow documents (pictures to be read) must not end up in one message on one core.
    private int Spread(int count) => Math.Clamp(count / (4 * Environment.ProcessorCount), 1, options.Value.BatchSize);

    private async Task SendAsync<T>(Uri queue, IReadOnlyList<ContentRef> refs, int batchSize, Func<ContentItem[], T> message, CancellationToken cancellationToken)
        where T : class
    {
        if (refs.Count == 0)
            return;
        var endpoint = await bus.GetSendEndpoint(queue);
        foreach (var batch in refs.Select(Item).Chunk(batchSize))
            await ConfirmedSend.RunAsync(limited => endpoint.Send(message(batch), limited), cancellationToken);
    }

    /// <summary>The message form of a version.</summary>
    public static ContentItem Item(ContentRef content) => new(content.Id.Value, content.Version);

    /// <summary>The version that a message names.</summary>
    public static ContentRef Ref(ContentItem item) => new(new DocumentId(item.Id), item.Version);
}
