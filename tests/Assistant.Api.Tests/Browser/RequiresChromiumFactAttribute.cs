namespace Assistant.Api.Tests.Browser;

/// <summary>A test in a real browser; skipped by name where Chromium or the built application is missing.</summary>
public sealed class RequiresChromiumFactAttribute : FactAttribute
{
    internal const string Executable = "/usr/bin/chromium";

    /// <summary>Skips when one of them is missing.</summary>
    public RequiresChromiumFactAttribute() => Skip = Missing;

    /// <summary>What is missing and how it is installed; null when nothing is.</summary>
    internal static string? Missing =>
        !File.Exists(Executable) ? "chromium is missing: sudo apt-get install chromium"
        : !File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")) ? "the web application is not built: (cd connectors/web && npm ci --ignore-scripts && npm run build)"
        : null;
}
