namespace Assistant.Native.OnnxRuntime;

/// <summary>ONNX Runtime's own error codes (<c>OrtErrorCode</c>).</summary>
public enum OnnxRuntimeErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A failure without a more exact code; a stopped run too.</summary>
    Failure = 1,

    /// <summary>An argument is wrong: a shape, a type, a name.</summary>
    InvalidArgument = 2,

    /// <summary>The file does not exist.</summary>
    NoSuchFile = 3,

    /// <summary>No model was given.</summary>
    NoModel = 4,

    /// <summary>The engine is not usable.</summary>
    EngineError = 5,

    /// <summary>An exception inside a kernel.</summary>
    RuntimeException = 6,

    /// <summary>The bytes are not a serialized model.</summary>
    InvalidProtobuf = 7,

    /// <summary>The model is loaded already.</summary>
    ModelLoaded = 8,

    /// <summary>An operator or a type is not supported.</summary>
    NotImplemented = 9,

    /// <summary>The graph contradicts itself.</summary>
    InvalidGraph = 10,

    /// <summary>An execution provider failed.</summary>
    ExecutionProviderFailure = 11,
}
