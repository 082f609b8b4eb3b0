using System.Numerics.Tensors;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>Pooling of token vectors.</summary>
internal static class Pooling
{
    /// <summary>Pools one text.</summary>
    /// <param name="tokens">[length, width], padding at the end.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="count">Tokens that are not padding, at least 1.</param>
    /// <param name="mode">How.</param>
    /// <param name="pooled">[width], overwritten.</param>
    internal static void Pool(ReadOnlySpan<float> tokens, int width, int count, PoolingMode mode, Span<float> pooled)
    {
        switch (mode)
        {
            case PoolingMode.Cls:
                tokens[..width].CopyTo(pooled);
                break;
            case PoolingMode.Last:
                tokens.Slice((count - 1) * width, width).CopyTo(pooled);
                break;
            case PoolingMode.Mean:
                tokens[..width].CopyTo(pooled);
                for (var i = 1; i < count; i++) TensorPrimitives.Add(pooled, tokens.Slice(i * width, width), pooled);
                TensorPrimitives.Divide(pooled, count, pooled);
                break;
            case PoolingMode.Max:
                tokens[..width].CopyTo(pooled);
                for (var i = 1; i < count; i++) TensorPrimitives.Max(pooled, tokens.Slice(i * width, width), pooled);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "is no pooling");
        }
    }
}
