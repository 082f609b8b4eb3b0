namespace Assistant.Index;

/// <content>Waiting for the background work.</content>
public sealed partial class HybridIndex
{
    /// <summary>Runs the merges that are due and waits for one under way, until none is left: for benches, so that they measure an index at rest.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (await Task.Run(() => MergeOnceAsync(cancellationToken), cancellationToken).ConfigureAwait(false))
        {
        }
    }
}
