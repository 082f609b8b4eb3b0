using System.Runtime.InteropServices;

namespace Assistant.Native.Threads;

/// <summary>Lets a thread yield to every other: for work that nobody waits for.</summary>
public static partial class BackgroundPriority
{
    /// <summary>Niceness of such threads: about a tenth of the processor beside a thread that wants all of it (weights 110 and 1024 of Linux' scheduler).</summary>
    public const int Niceness = 10;

    /// <summary>
    /// Lowers the calling thread for the rest of its life; threads that it makes inherit that on Linux.
    /// On macOS nothing changes, because there a process has one niceness.
    /// </summary>
    public static void LowerCurrentThread()
    {
        if (OperatingSystem.IsLinux())
        {
            // Which 0 (PRIO_PROCESS), who 0: the calling thread, since Linux keeps niceness by thread. It fails only for another user's threads.
            _ = setpriority(0, 0, Niceness);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
