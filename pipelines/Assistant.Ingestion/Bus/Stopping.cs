using Microsoft.Extensions.Hosting;

namespace Assistant.Ingestion.Bus;

/// <summary>How a step ends when its process stops.</summary>
internal static class Stopping
{
    /// <summary>
    /// Runs a step until its process is asked to stop, so that no batch of slow documents holds up the stop. A step that ends so is neither
    /// failed nor repeated: the database knows its versions as unfinished, and the next start, or the pump of the owner, takes them up.
    /// </summary>
    public static async Task RunStepAsync(this IHostApplicationLifetime lifetime, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // As said above.
        }
    }
}
