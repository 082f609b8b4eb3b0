using Assistant.Native.Vips;

namespace Assistant.Inference.Tests.Parity;

/// <summary>Skips by name where libvips is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresVipsTheoryAttribute : TheoryAttribute
{
    public RequiresVipsTheoryAttribute()
    {
        if (!VipsLibrary.IsAvailable) Skip = VipsLibrary.Problem;
    }
}
