namespace Assistant.Native.OnnxRuntime;

/// <summary>A call of ONNX Runtime failed; the message is the engine's own.</summary>
public sealed class OnnxRuntimeException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OnnxRuntimeException(OnnxRuntimeErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>What kind of failure it was.</summary>
    public OnnxRuntimeErrorCode Code { get; }
}
