using System.Runtime.InteropServices;

namespace Assistant.Cli.Shell;

/// <summary>The first SIGINT or SIGTERM asks for an orderly stop, a second one ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    public Interrupts() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, ExitCodes.Terminated)),
    ];

    public CancellationToken Token => _stop.Token;

    /// <summary>Exit code of the signal that came; null when none did.</summary>
    public int? ExitCode => Volatile.Read(ref _signal) is 0 ? null : _signal;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void On(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _signal, code, 0) != 0)
            Environment.Exit(code);
        _stop.Cancel();
    }
}
