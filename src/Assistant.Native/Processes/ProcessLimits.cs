using System.Runtime.InteropServices;

namespace Assistant.Native.Processes;

/// <summary>Limits of the calling process that it cannot lift again: for a child that touches untrusted files.</summary>
public static partial class ProcessLimits
{
    /// <summary>Limits what the process may still take. On Windows nothing changes; there the parent's time limit is the only one.</summary>
    /// <param name="dataBytes">Private writable memory (<c>RLIMIT_DATA</c>; enforced on Linux).</param>
    /// <param name="processorTime">Processor time, over all threads.</param>
    public static void Set(long dataBytes, TimeSpan processorTime)
    {
        if (OperatingSystem.IsWindows()) return;
        var seconds = (ulong)Math.Ceiling(processorTime.TotalSeconds);
        // Numbers of the resources: the same on Linux (x64, arm64) and macOS.
        const int processor = 0, data = 2, core = 4;
        Limit(processor, seconds);
        Limit(data, (ulong)dataBytes);
        Limit(core, 0);
    }

    private static void Limit(int resource, ulong value)
    {
        var limit = new ResourceLimit { Soft = value, Hard = value };
        if (setrlimit(resource, in limit) != 0) throw new InvalidOperationException($"The limit of resource {resource} could not be set (error {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
