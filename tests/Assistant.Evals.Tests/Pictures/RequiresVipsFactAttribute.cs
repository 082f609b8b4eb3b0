using Assistant.Native.Vips;

namespace Assistant.Evals.Tests.Pictures;

/// <summary>Skips by name where libvips is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresVipsFactAttribute : FactAttribute
{
    public RequiresVipsFactAttribute()
    {
        if (!VipsLibrary.IsAvailable) Skip = VipsLibrary.Problem;
    }
}
