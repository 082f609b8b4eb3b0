using Assistant.Native.OnnxRuntime;

namespace Assistant.Native.Tests.OnnxRuntime;

/// <summary>Skips by name where ONNX Runtime is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresOnnxRuntimeFactAttribute : FactAttribute
{
    public RequiresOnnxRuntimeFactAttribute()
    {
        try
        {
            OnnxRuntimeLibrary.Open();
        }
        catch (DllNotFoundException missing)
        {
            Skip = missing.Message;
        }
    }
}
