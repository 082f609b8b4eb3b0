using Assistant.Native.LlamaCpp;

namespace Assistant.Cli.Tests;

/// <summary>Skips by name where llama.cpp is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresLlamaFactAttribute : FactAttribute
{
    public RequiresLlamaFactAttribute()
    {
        try
        {
            LlamaLibrary.Open();
        }
        catch (DllNotFoundException missing)
        {
            Skip = missing.Message;
        }
    }
}
