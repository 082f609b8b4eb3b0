namespace Assistant.Native.Gguf;

/// <summary>What each number format weighs.</summary>
public static class GgufTensorTypes
{
    /// <summary>Weights that share a block, and the bytes of a block.</summary>
    /// <exception cref="GgufException">The format is unknown or was given up.</exception>
    public static (int Weights, int Bytes) Block(this GgufTensorType type) => type switch
    {
        GgufTensorType.F32 or GgufTensorType.I32 => (1, 4),
        GgufTensorType.F16 or GgufTensorType.BF16 or GgufTensorType.I16 => (1, 2),
        GgufTensorType.I8 => (1, 1),
        GgufTensorType.I64 or GgufTensorType.F64 => (1, 8),
        GgufTensorType.Q4_0 or GgufTensorType.IQ4_NL => (32, 18),
        GgufTensorType.Q4_1 => (32, 20),
        GgufTensorType.Q5_0 => (32, 22),
        GgufTensorType.Q5_1 => (32, 24),
        GgufTensorType.Q8_0 => (32, 34),
        GgufTensorType.Q8_1 => (32, 36),
        GgufTensorType.MXFP4 => (32, 17),
        GgufTensorType.NVFP4 => (64, 36),
        GgufTensorType.Q2_0 => (64, 18),
        GgufTensorType.Q1_0 => (128, 18),
        GgufTensorType.Q2_K => (256, 84),
        GgufTensorType.Q3_K or GgufTensorType.IQ3_S => (256, 110),
        GgufTensorType.Q4_K => (256, 144),
        GgufTensorType.Q5_K => (256, 176),
        GgufTensorType.Q6_K => (256, 210),
        GgufTensorType.Q8_K => (256, 292),
        GgufTensorType.IQ2_XXS or GgufTensorType.TQ2_0 => (256, 66),
        GgufTensorType.IQ2_XS => (256, 74),
        GgufTensorType.IQ3_XXS => (256, 98),
        GgufTensorType.IQ1_S => (256, 50),
        GgufTensorType.IQ2_S => (256, 82),
        GgufTensorType.IQ4_XS => (256, 136),
        GgufTensorType.IQ1_M => (256, 56),
        GgufTensorType.TQ1_0 => (256, 54),
        _ => throw new GgufException($"the number format {(int)type} is unknown"),
    };

    /// <summary>Bytes of a tensor.</summary>
    /// <param name="type">Its format.</param>
    /// <param name="shape">Its sizes, the one whose numbers lie side by side first.</param>
    /// <exception cref="GgufException">The format is unknown, or a row is no whole number of blocks.</exception>
    /// <exception cref="OverflowException">It would be larger than any file.</exception>
    public static long Bytes(this GgufTensorType type, ReadOnlySpan<long> shape)
    {
        var (weights, bytes) = type.Block();
        if (shape[0] % weights != 0) throw new GgufException($"a row of {shape[0]} numbers is no whole number of {type} blocks of {weights}");
        var count = shape[0] / weights;
        foreach (var size in shape[1..]) count = checked(count * size);
        return checked(count * bytes);
    }
}
