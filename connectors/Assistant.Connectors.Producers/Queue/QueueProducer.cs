using System.Text;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using MassTransit;

namespace Assistant.Connectors.Producers.Queue;

/// <summary>Submits over the bus: short texts in the message, everything else as a blob in the shared store (claim check). Nothing is answered; outcomes come as events.</summary>
public sealed class QueueProducer(ISendEndpointProvider bus, IBlobStore blobs)
{
    private const int LongestInline = 64 << 10;
    private static readonly Uri Endpoint = new("queue:" + StepEndpoints.Submit);

    /// <summary>Submits a text.</summary>
    public async Task SubmitAsync(string collection, string uri, string text, string? mediaType = null, string? source = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Encoding.UTF8.GetByteCount(text) <= LongestInline)
            await SendAsync(new SubmitContent(collection, uri) { Text = text, MediaType = mediaType, Source = source }, cancellationToken);
        else
            await SubmitAsync(collection, uri, Encoding.UTF8.GetBytes(text).AsMemory(), mediaType, source, cancellationToken);
    }

    /// <summary>Submits bytes.</summary>
    public async Task SubmitAsync(string collection, string uri, ReadOnlyMemory<byte> bytes, string? mediaType = null, string? source = null, CancellationToken cancellationToken = default)
    {
        var hashes = await blobs.PutAsync([bytes], cancellationToken);
        await SendAsync(new SubmitContent(collection, uri) { Blob = hashes[0].Hex, MediaType = mediaType, Source = source }, cancellationToken);
    }

    private Task SendAsync(SubmitContent message, CancellationToken cancellationToken) =>
        ConfirmedSend.RunAsync(async limited => await (await bus.GetSendEndpoint(Endpoint)).Send(message, limited), cancellationToken);
}
