namespace Assistant.Api.Tests.Browser;

/// <summary>A test in a real browser; skipped by name where Chromium is missing.</summary>
public sealed class RequiresChromiumFactAttribute : FactAttribute
{
    internal const string Executable = "/usr/bin/chromium";

    /// <summary>Skips when the browser is missing.</summary>
    public RequiresChromiumFactAttribute()
    {
        if (!File.Exists(Executable))
            Skip = "chromium is missing: sudo apt-get install chromium";
    }
}
