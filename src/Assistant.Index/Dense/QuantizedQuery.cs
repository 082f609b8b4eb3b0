using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Dense;

/// <summary>A query in both forms: padded floats for re-scoring and signed 8-bit codes for the scan. Reused, one thread at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Pooled for the life of the process; the finalizer of a dropped buffer frees it.")]
internal sealed unsafe class QuantizedQuery
{
    private NativeBuffer _buffer = new(0);
    private int _stride;

    /// <summary>[stride] signed codes, zero past the width.</summary>
    public sbyte* Codes => (sbyte*)_buffer.Start;

    /// <summary>[stride] floats, zero past the width.</summary>
    public float* Values => (float*)(_buffer.Start + _stride);

    /// <summary>128 · Σ codes: what the bias of the rows adds to every inner product.</summary>
    public int Bias { get; private set; }

    /// <summary>Takes a query.</summary>
    /// <exception cref="ArgumentException">The width differs or a value is not finite.</exception>
    public void Set(ReadOnlySpan<float> query, QuantizedVectors rows)
    {
        if (query.Length != rows.Dimensions)
            throw new ArgumentException($"A query of width {query.Length} over vectors of width {rows.Dimensions}.", nameof(query));
        var largest = VectorQuantizer.LargestMagnitude(query);
        Reserve(rows.Stride);
        var codes = Codes;
        var values = Values;
        // Positive factors of the query do not change the order of rows, so its scale is not needed before re-scoring.
        var factor = largest > 1e-30f ? 127f / largest : 0f;
        var sum = 0;
        for (var i = 0; i < query.Length; i++)
        {
            var code = Math.Clamp((int)MathF.Round(query[i] * factor), -127, 127);
            codes[i] = (sbyte)code;
            values[i] = query[i];
            sum += code;
        }
        for (var i = query.Length; i < _stride; i++)
        {
            codes[i] = 0;
            values[i] = 0;
        }
        Bias = 128 * sum;
    }

    /// <summary>Takes the codes of a row as the query; <see cref="Values"/> are then not set.</summary>
    public void SetRow(QuantizedVectors rows, int row)
    {
        Reserve(rows.Stride);
        var from = rows.CodeRow(row);
        var to = (byte*)Codes;
        var sum = 0;
        if (Avx2.IsSupported)
        {
            var sums = Vector256<ulong>.Zero;
            for (var i = 0; i < _stride; i += 32)
            {
                var bytes = Vector256.Load(from + i);
                (bytes ^ Vector256.Create((byte)128)).Store(to + i);
                sums += Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt64();
            }
            sum = (int)Vector256.Sum(sums) - 128 * _stride;
        }
        else
        {
            for (var i = 0; i < _stride; i++)
            {
                to[i] = (byte)(from[i] ^ 128);
                sum += from[i] - 128;
            }
        }
        Bias = 128 * sum;
    }

    /// <summary>Takes over another query of the same rows, for a helping thread.</summary>
    public void CopyFrom(QuantizedQuery other)
    {
        Reserve(other._stride);
        Buffer.MemoryCopy(other._buffer.Start, _buffer.Start, _buffer.Length, _stride * 5L);
        Bias = other.Bias;
    }

    private void Reserve(int stride)
    {
        _stride = stride;
        if (_buffer.Length >= stride * 5L)
            return;
        // Only ever larger: one thread's searches may go back and forth between encoders of different widths.
        _buffer.Dispose();
        _buffer = new NativeBuffer(stride * 5L);
    }
}
