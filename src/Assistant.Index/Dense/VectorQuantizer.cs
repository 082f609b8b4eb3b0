namespace Assistant.Index.Dense;

/// <summary>
/// Symmetric 16-bit fixed point in two byte planes: scale = max|x| / 127, fixed = round(256·x/scale) in ±32,512,
/// code = 128 + round(fixed/256), residual = fixed − 256·(code − 128). The code plane alone is plain int8 quantization.
/// </summary>
internal static unsafe class VectorQuantizer
{
    /// <summary>Rows are padded with zeros to whole cache lines, so that the kernels need no tail.</summary>
    public const int RowAlignment = 64;

    /// <summary>Sums of 255 · 127 per dimension stay within 32 bits up to here with room to spare.</summary>
    public const int MaxDimensions = 16384;

    public static int Stride(int dimensions) => (dimensions + RowAlignment - 1) / RowAlignment * RowAlignment;

    /// <summary>Writes one padded row and returns its scale; a zero vector has scale 0.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static float Quantize(ReadOnlySpan<float> vector, byte* codes, sbyte* residuals, int stride)
    {
        var largest = LargestMagnitude(vector);
        var scale = largest / 127f;
        // A subnormal maximum would make the factor infinite; such a vector is zero for every purpose.
        var factor = largest > 1e-30f ? 127f * 256f / largest : 0f;
        for (var i = 0; i < vector.Length; i++)
        {
            var value = Math.Clamp((int)MathF.Round(vector[i] * factor), -32512, 32512);
            var high = (value + 128) >> 8;
            codes[i] = (byte)(high + 128);
            residuals[i] = (sbyte)(value - (high << 8));
        }
        for (var i = vector.Length; i < stride; i++)
        {
            codes[i] = 128;
            residuals[i] = 0;
        }
        return factor == 0 ? 0 : scale;
    }

    /// <summary>max |x|.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static float LargestMagnitude(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var value in vector)
        {
            var magnitude = MathF.Abs(value);
            if (!(magnitude <= float.MaxValue))
                throw new ArgumentException("A vector holds a value that is not finite.", nameof(vector));
            largest = MathF.Max(largest, magnitude);
        }
        return largest;
    }
}
