using Assistant.Native.Vips;

namespace Assistant.Api.Tests.Browser;

/// <summary>A browser test on pictures and the words in them; skipped by name where Chromium, libvips or tesseract is missing.</summary>
public sealed class RequiresPicturesFactAttribute : FactAttribute
{
    /// <summary>Skips when one of them is missing.</summary>
    public RequiresPicturesFactAttribute()
    {
        if (RequiresChromiumFactAttribute.Missing is { } missing)
            Skip = missing;
        else if (!VipsLibrary.IsAvailable)
            Skip = VipsLibrary.Problem;
        else if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tesseract"))))
            Skip = "tesseract is missing: sudo apt-get install tesseract-ocr";
    }
}
