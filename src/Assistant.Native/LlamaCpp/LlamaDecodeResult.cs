namespace Assistant.Native.LlamaCpp;

/// <summary>How a <see cref="LlamaContext.Decode"/> ended.</summary>
public enum LlamaDecodeResult
{
    /// <summary>All was computed.</summary>
    Done = 0,

    /// <summary>The cache has no room for the batch; nothing changed.</summary>
    NoRoom = 1,

    /// <summary>The token was cancelled; sequences may hold a part of the batch, which <see cref="LlamaContext.LastPosition"/> tells.</summary>
    Cancelled = 2,
}
