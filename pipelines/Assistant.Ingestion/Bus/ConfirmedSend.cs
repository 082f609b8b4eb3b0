namespace Assistant.Ingestion.Bus;

/// <summary>
/// Bounds the wait for a broker's confirmation: RabbitMQ.Client can wait for ever for that of a message which was under way
/// when the broker died (rabbitmq-dotnet-client issue 1930), and one such wait would hold up a whole step.
/// </summary>
public static class ConfirmedSend
{
    /// <summary>Longest wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Sends or publishes; whether a message that was given up arrived is unknown, so it must be harmless to repeat.</summary>
    /// <param name="send">The send.</param>
    /// <param name="cancellationToken">Ends the wait; the send is left to itself, since a transport logs one that is cancelled as its fault.</param>
    /// <exception cref="TimeoutException">No confirmation came within <see cref="Limit"/>.</exception>
    public static async Task RunAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(Limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // The send itself may not heed its token.
            await send(limit.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the message broker did not confirm a message within {Limit.TotalSeconds:0} s; it is sent again", error);
        }
    }
}
