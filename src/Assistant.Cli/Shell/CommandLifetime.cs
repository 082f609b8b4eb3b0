using Microsoft.Extensions.Hosting;

namespace Assistant.Cli.Shell;

/// <summary>Leaves signals to <see cref="Interrupts"/>. The host's own lifetime hears them as well, and would cut off a start half-way, which each part then logs as its failure.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
