using System.Diagnostics;

namespace Assistant.Core.Tests.Pal;

/// <summary>Skips by name where Python 3.11 is not installed: sums of floats, hashes of slices and formats of fractions differ in later versions.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Python3FactAttribute : FactAttribute
{
    private const string Version = "3.11";
    private static readonly Lazy<string?> Python = new(Search);

    public Python3FactAttribute()
    {
        if (Find() is null) Skip = $"python3 {Version} is not installed.";
    }

    public static string? Find() => Python.Value;

    private static string? Search() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/bin")
        .SelectMany(folder => new[] { Path.Combine(folder, $"python{Version}"), Path.Combine(folder, "python3") })
        .Where(File.Exists)
        .FirstOrDefault(IsRightVersion);

    private static bool IsRightVersion(string path)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 && version == Version;
    }
}
