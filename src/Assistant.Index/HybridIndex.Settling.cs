namespace Assistant.Index;

/// <content>Waiting for the background work.</content>
public sealed partial class HybridIndex
{
    /// <summary>Runs the merges that are due and waits for one under way, until none is left: for benches, so that they measure an index at rest.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var merged = await Task.Run(() => MergeOnce(_work.TextToMerge, cancellationToken) || MergeOnce(_work.VectorsToMerge, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (!merged && _state.IsAtRest)
                return;
            if (!merged)
                await Task.Delay(5, cancellationToken).ConfigureAwait(false);
        }
    }
}
