using System.Globalization;

namespace Assistant.Native.Processes;

/// <summary>Memory that this process could still take. Linux promises more than there is and kills later, so that a large allocation is checked before.</summary>
public static class AvailableMemory
{
    private const string Linux = "/proc/meminfo", Line = "MemAvailable:";

    /// <summary>Bytes that the machine has free or could free (its file cache counts), within the limit of the container.</summary>
    public static long Bytes
    {
        get
        {
            var info = GC.GetGCMemoryInfo();
            var free = Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet);
            if (!OperatingSystem.IsLinux() || !File.Exists(Linux)) return Math.Min(free, Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes));
            var line = File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
            return long.TryParse(line?[Line.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kilobytes) ? Math.Min(free, kilobytes << 10) : free;
        }
    }
}
