using System.Collections.Concurrent;
using Assistant.Adaptation.Refresh;
using Assistant.Contracts.Messages;

namespace Assistant.Adaptation.Bus;

/// <summary>Sends the command for a run and hears how it ended, whichever host did it. Safe from many threads.</summary>
public sealed class RefreshRuns(IAdaptationBus bus)
{
    internal const string Queue = "adapter-refresh";

    private static readonly Uri Address = new("queue:" + Queue);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<RefreshOutcome>> waiting = new();

    /// <summary>Runs of this host that have not ended.</summary>
    public int Running => waiting.Count;

    /// <summary>Asks for a run.</summary>
    /// <param name="direction">What for, by name.</param>
    /// <param name="strategy">How; null for the configured strategy.</param>
    /// <param name="cause">Why.</param>
    /// <param name="cancellationToken">Ends the wait; the run goes on.</param>
    /// <returns>How it ended.</returns>
    public async Task<RefreshOutcome> RunAsync(string direction, string? strategy, string cause, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var end = waiting[id] = new TaskCompletionSource<RefreshOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await (await bus.GetSendEndpoint(Address)).Send(new RefreshAdapter(id, direction, strategy, cause), cancellationToken);
            return await end.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Tells every host that another version serves.</summary>
    public Task AnnounceAsync(string direction, string? version, string reason, CancellationToken cancellationToken) =>
        bus.Publish(new AdapterPromoted(Guid.NewGuid(), direction, version, [reason]), cancellationToken);

    internal void End(Guid run, RefreshOutcome outcome)
    {
        if (waiting.TryGetValue(run, out var end)) end.TrySetResult(outcome);
    }
}
