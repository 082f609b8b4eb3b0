using Microsoft.Extensions.Hosting;

namespace Assistant.Ingestion.Bus;

/// <summary>How a step ends when its process stops.</summary>
internal static class Stopping
{
    /// <summary>
    /// Waits for a step. One that is cancelled because the process stops is neither an error nor repeated by it: the database knows
    /// its versions as unfinished, and the next start, or the pump of the owner, takes them up.
    /// </summary>
    public static async Task UntilStoppedAsync(this Task step, IHostApplicationLifetime lifetime)
    {
        try
        {
            await step;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // As said above.
        }
    }
}
