using System.Globalization;

namespace Assistant.Native.Processes;

/// <summary>Memory that this process could still take. Linux promises more than there is and kills later, so that a large allocation is checked before.</summary>
public static class AvailableMemory
{
    private const string Machine = "/proc/meminfo", Self = "/proc/self/status";

    /// <summary>Bytes that the machine has free or could free (its file cache counts), within the limit of the container.</summary>
    public static long Bytes
    {
        get
        {
            var info = GC.GetGCMemoryInfo();
            if (Kilobytes(Machine, "MemAvailable:") is not { } available) return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
            // The runtime knows a container's limit. Only what is this process's own counts against it: mapped files and what a graphics
            // driver maps belong to the resident set as well, and may be larger than the memory.
            var own = Kilobytes(Self, "RssAnon:") ?? 0;
            return info.TotalAvailableMemoryBytes > own ? Math.Min(available, info.TotalAvailableMemoryBytes - own) : available;
        }
    }

    private static long? Kilobytes(string file, string name)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(file)) return null;
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.TryParse(line?[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : null;
    }
}
