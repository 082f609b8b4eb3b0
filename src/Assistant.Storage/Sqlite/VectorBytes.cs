using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Assistant.Storage.Sqlite;

/// <summary>
/// The stored form of a vector: float16 where that costs less than a thousandth of the cosine with the vector itself, which holds
/// for every L2-normalized one by far (about 1e-7: eleven bits of mantissa), else float32; little-endian both.
/// </summary>
internal static class VectorBytes
{
    private const double MostLoss = 1e-3;

    /// <summary>Writes a vector; an empty one has no bytes.</summary>
    public static (byte[] Bytes, bool Half) Write(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return ([], false);
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        var back = new float[values.Length];
        TensorPrimitives.ConvertToSingle(halves, back);
        // Not a number (a zero vector, an overflow) is no small loss.
        return 1 - TensorPrimitives.CosineSimilarity(values, back) < MostLoss
            ? (MemoryMarshal.AsBytes(halves.AsSpan()).ToArray(), true)
            : (MemoryMarshal.AsBytes(values).ToArray(), false);
    }

    /// <summary>Reads a vector.</summary>
    public static float[] Read(ReadOnlySpan<byte> bytes, bool half)
    {
        if (!half)
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        var values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return values;
    }
}
