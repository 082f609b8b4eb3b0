using System.Numerics.Tensors;
using Assistant.Core.Encoders;
using Assistant.Inference.Encoders.Batching;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>Rows of numbers that a model gave.</summary>
internal static class VectorRows
{
    /// <summary>The elements as 32-bit floats; those of 16 bits are widened into a copy.</summary>
    /// <exception cref="InvalidDataException">They are of another type.</exception>
    internal static ReadOnlySpan<float> Read(OnnxTensor tensor)
    {
        switch (tensor.Type)
        {
            case OnnxElementType.Float32:
                return tensor.Elements<float>();
            case OnnxElementType.Float16:
                var half = tensor.Elements<Half>();
                var wide = new float[half.Length];
                TensorPrimitives.ConvertToSingle(half, wide);
                return wide;
            default:
                throw new InvalidDataException($"the model gives numbers of the type {tensor.Type}");
        }
    }

    /// <summary>Completes an item with a row, or fails it alone when the row is no vector.</summary>
    internal static void Finish<T>(EncodingItem<T> item, ReadOnlySpan<float> row)
    {
        try
        {
            item.Complete(Normalized(row));
        }
        catch (InvalidDataException e)
        {
            item.Fail(new EncoderInputException($"Input {item.Index + 1} has no vector: {e.Message}.", e));
        }
    }

    /// <summary>A copy of length 1.</summary>
    /// <exception cref="InvalidDataException">The numbers are not finite, or all are zero.</exception>
    internal static float[] Normalized(ReadOnlySpan<float> row)
    {
        var vector = new float[row.Length];
        // The largest first: squares of large numbers would overflow. It is not a number when one of them is none.
        var largest = row.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(row));
        if (!float.IsFinite(largest)) throw new InvalidDataException("the model gave numbers that are not finite");
        if (largest == 0) throw new InvalidDataException("the model gave a vector of zeros");
        TensorPrimitives.Divide(row, largest, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }
}
