namespace Assistant.Native.LlamaCpp;

/// <summary>How a model is spread over several graphics cards; the numbers are the engine's.</summary>
public enum LlamaSplitMode
{
    /// <summary>All on <see cref="LlamaModelSettings.MainGpu"/>.</summary>
    None = 0,

    /// <summary>Whole layers with their cache on each.</summary>
    Layer = 1,

    /// <summary>Rows of each matrix on each, where the backend can.</summary>
    Row = 2,
}
