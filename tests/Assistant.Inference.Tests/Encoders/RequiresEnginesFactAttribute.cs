using Assistant.Native.OnnxRuntime;
using Assistant.Native.Vips;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>Says which engine is missing, for tests to skip by name.</summary>
internal static class Engines
{
    public static string? Missing { get; } = Find();

    private static string? Find()
    {
        if (VipsLibrary.Problem is { } problem) return problem;
        try
        {
            OnnxRuntimeLibrary.Open();
            return null;
        }
        catch (DllNotFoundException missing)
        {
            return missing.Message;
        }
    }
}

/// <summary>Skips by name where ONNX Runtime or libvips is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresEnginesFactAttribute : FactAttribute
{
    public RequiresEnginesFactAttribute() => Skip = Engines.Missing;
}

/// <summary>The same for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresEnginesTheoryAttribute : TheoryAttribute
{
    public RequiresEnginesTheoryAttribute() => Skip = Engines.Missing;
}
