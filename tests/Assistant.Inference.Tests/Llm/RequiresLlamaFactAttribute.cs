using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm;

/// <summary>Skips where llama.cpp is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresLlamaFactAttribute : FactAttribute
{
    public RequiresLlamaFactAttribute()
    {
        if (!IsInstalled) Skip = $"llama.cpp is not installed; install it with: {LlamaLibrary.InstallCommand}";
    }

    public static bool IsInstalled { get; } = Installed();

    private static bool Installed()
    {
        try
        {
            LlamaLibrary.Open();
            return true;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }
}
