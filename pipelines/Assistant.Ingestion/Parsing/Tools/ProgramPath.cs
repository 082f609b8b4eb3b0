namespace Assistant.Ingestion.Parsing.Tools;

/// <summary>Finds programs in PATH.</summary>
internal static class ProgramPath
{
    /// <summary>Full path, or null when it is not installed.</summary>
    internal static string? Find(string program)
    {
        var names = OperatingSystem.IsWindows() ? new[] { program + ".exe" } : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
