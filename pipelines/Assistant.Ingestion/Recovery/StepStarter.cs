using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Recovery;

/// <summary>
/// Sets accepted versions on their way: through the owner's bounded window in memory, straight to the broker where there is one.
/// A broker that does not take them is no failure of the submission: they are on disk, and the owner's pump takes them up later.
/// </summary>
internal sealed partial class StepStarter(StepSender sender, PendingPump? pump, ILogger<StepStarter> logger)
{
    public async Task StartAsync(IReadOnlyList<ContentRef> accepted, CancellationToken cancellationToken)
    {
        if (accepted.Count == 0)
            return;
        try
        {
            if (pump is not null)
                await pump.OfferAsync(accepted, cancellationToken);
            else
                await sender.ParseAsync(accepted, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotSent(accepted.Count, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not send {Count} accepted documents on their way; they are taken up later")]
    private partial void LogNotSent(int count, Exception error);
}
