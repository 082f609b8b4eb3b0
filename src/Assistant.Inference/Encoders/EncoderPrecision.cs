namespace Assistant.Inference.Encoders;

/// <summary>Which of a model's files is loaded, by the names of the hub's layout.</summary>
public enum EncoderPrecision
{
    /// <summary>The first that is there: full, half, 8-bit.</summary>
    Any,

    /// <summary>32-bit floats: <c>model.onnx</c>.</summary>
    Full,

    /// <summary>16-bit floats: <c>model_fp16.onnx</c>.</summary>
    Half,

    /// <summary>8-bit integers: <c>model_quantized.onnx</c> or <c>model_int8.onnx</c>.</summary>
    Quantized,
}
