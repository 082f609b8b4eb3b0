using Assistant.Native.LlamaCpp;

namespace Assistant.Api.Tests.OpenAi;

/// <summary>Skips where llama.cpp is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresLlamaFactAttribute : FactAttribute
{
    public RequiresLlamaFactAttribute()
    {
        try
        {
            LlamaLibrary.Open();
        }
        catch (DllNotFoundException)
        {
            Skip = $"llama.cpp is not installed; install it with: {LlamaLibrary.InstallCommand}";
        }
    }
}
