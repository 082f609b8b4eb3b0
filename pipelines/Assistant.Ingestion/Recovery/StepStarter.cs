using Assistant.Core.Content;
using Assistant.Ingestion.Bus;

namespace Assistant.Ingestion.Recovery;

/// <summary>Sets accepted versions on their way: through the owner's bounded window in memory, straight to the broker where there is one.</summary>
internal sealed class StepStarter(StepSender sender, PendingPump? pump)
{
    public Task StartAsync(IReadOnlyList<ContentRef> accepted, CancellationToken cancellationToken) =>
        accepted.Count == 0 ? Task.CompletedTask
        : pump is not null ? pump.OfferAsync(accepted, cancellationToken)
        : sender.ParseAsync(accepted, cancellationToken);
}
