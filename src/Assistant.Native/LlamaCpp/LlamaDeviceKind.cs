namespace Assistant.Native.LlamaCpp;

/// <summary>Sort of a device; the numbers are the engine's.</summary>
public enum LlamaDeviceKind
{
    /// <summary>The processor.</summary>
    Cpu = 0,

    /// <summary>A graphics card with memory of its own.</summary>
    Gpu = 1,

    /// <summary>A graphics unit that uses the machine's memory.</summary>
    IntegratedGpu = 2,

    /// <summary>Matrix library or unit that works with the processor's memory.</summary>
    Accelerator = 3,
}
