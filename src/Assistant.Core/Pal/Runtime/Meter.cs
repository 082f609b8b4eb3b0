using System.Diagnostics;
using System.Numerics;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Counts steps and allocated bytes of a run and looks at the clock and the token now and then.</summary>
internal sealed class Meter(PalLimits limits, CancellationToken cancellationToken)
{
    private const int StepsBetweenLooks = 2048;

    private readonly long started = Stopwatch.GetTimestamp();
    private long nextLook = StepsBetweenLooks;
    private long allocated;

    public long Steps { get; private set; }

    public void Step(long count = 1)
    {
        Steps += count;
        if (Steps >= nextLook)
            Look();
    }

    /// <summary>Counts bytes that are about to be allocated; refuses before they are.</summary>
    public void Allocate(BigInteger bytes)
    {
        if (bytes > limits.MaxAllocatedBytes)
            throw TooMuchMemory();
        Allocate((long)bytes);
    }

    /// <inheritdoc cref="Allocate(BigInteger)"/>
    public void Allocate(long bytes)
    {
        allocated += bytes;
        if (allocated > limits.MaxAllocatedBytes)
            throw TooMuchMemory();
        if (bytes > 1024)
            Step(bytes >> 8);
    }

    /// <summary>Refuses an integer before it is computed.</summary>
    public void CheckBits(double bits)
    {
        if (bits > limits.MaxIntegerBits)
            throw new PalLimitException("MemoryError", $"an integer of more than {limits.MaxIntegerBits} bits; integers are limited to that size here");
    }

    private PalLimitException TooMuchMemory() =>
        new("MemoryError", $"the program allocated more than {limits.MaxAllocatedBytes >> 20} MiB");

    private void Look()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Steps > limits.MaxSteps)
            throw new PalLimitException("TimeoutError", $"the program took more than {limits.MaxSteps} steps; it loops for too long or without end");
        if (Stopwatch.GetElapsedTime(started) > limits.Timeout)
            throw new PalLimitException("TimeoutError", $"the program ran longer than {limits.Timeout.TotalSeconds:0.###} s");
        nextLook = Math.Min(Steps + StepsBetweenLooks, Math.Max(limits.MaxSteps + 1, Steps + 1));
    }
}
