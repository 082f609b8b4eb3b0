namespace Assistant.Native.LlamaCpp;

/// <summary>Something that the engine can compute on.</summary>
/// <param name="Name">Short name, such as <c>CUDA0</c> or <c>CPU</c>.</param>
/// <param name="Description">Name of the hardware.</param>
/// <param name="Kind">What sort of device it is.</param>
/// <param name="FreeBytes">Memory that was free when it was listed; 0 when the device does not say.</param>
/// <param name="TotalBytes">Its memory; 0 when the device does not say.</param>
public sealed record LlamaDevice(string Name, string Description, LlamaDeviceKind Kind, long FreeBytes, long TotalBytes)
{
    /// <summary>Whether layers can be offloaded to it.</summary>
    public bool IsGpu => Kind is LlamaDeviceKind.Gpu or LlamaDeviceKind.IntegratedGpu;
}
