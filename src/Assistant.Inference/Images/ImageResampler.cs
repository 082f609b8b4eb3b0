using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Assistant.Inference.Images;

/// <summary>
/// Resizes RGB pixels as Pillow does, to the bit: rows first, rounded to 8 bits, then columns. Only the wanted part of the result is
/// computed. Pillow's, because the encoders' published weights were trained on its pixels; libvips' own resize differs by more.
/// </summary>
internal static class ImageResampler
{
    private const int Half = 1 << (ResizeWeights.Precision - 1);

    /// <summary>Resizes.</summary>
    /// <param name="source"><c>[height, width, 3]</c>.</param>
    /// <param name="width">Pixels of a row of the source.</param>
    /// <param name="across">Weights of the result's columns.</param>
    /// <param name="down">Weights of the result's rows.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="result"><c>[rows, columns, 3]</c>.</param>
    /// <param name="cancellationToken">Checked at every row.</param>
    public static void Resize(ReadOnlySpan<byte> source, int width, ResizeWeights across, ResizeWeights down, int columns, int rows, Span<byte> result, CancellationToken cancellationToken)
    {
        var stride = columns * 3;
        var height = down.End - down.Begin;
        var rented = ArrayPool<byte>.Shared.Rent(checked(height * stride));
        var sums = ArrayPool<int>.Shared.Rent(stride);
        try
        {
            var narrow = rented.AsSpan(0, height * stride);
            for (var y = 0; y < height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Row(source.Slice((down.Begin + y) * width * 3, width * 3), across, narrow.Slice(y * stride, stride));
            }

            for (var y = 0; y < rows; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Column(narrow[((down.StartOf(y) - down.Begin) * stride)..], stride, down.Of(y), sums.AsSpan(0, stride), result.Slice(y * stride, stride));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static void Row(ReadOnlySpan<byte> row, ResizeWeights across, Span<byte> result)
    {
        for (int x = 0, at = 0; at < result.Length; x++, at += 3)
        {
            var weights = across.Of(x);
            var pixels = row.Slice(across.StartOf(x) * 3, weights.Length * 3);
            // The three channels side by side; a fourth lane reads the next pixel's red and is not used.
            var sum = Vector128.Create(Half);
            var k = 0;
            for (; k + 1 < weights.Length; k++)
                sum += Vector128.Create(weights[k]) * Widen(MemoryMarshal.Read<uint>(pixels[(k * 3)..]));
            var last = pixels[(k * 3)..];
            sum += Vector128.Create(weights[k]) * Vector128.Create(last[0], last[1], last[2], 0);
            sum = Clamp(sum >> ResizeWeights.Precision);
            (result[at], result[at + 1], result[at + 2]) = ((byte)sum[0], (byte)sum[1], (byte)sum[2]);
        }
    }

    private static Vector128<int> Widen(uint four) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(four).AsByte())).AsInt32();

    private static Vector128<int> Clamp(Vector128<int> values) => Vector128.Min(Vector128.Max(values, Vector128<int>.Zero), Vector128.Create(255));

    private static void Column(ReadOnlySpan<byte> narrow, int stride, ReadOnlySpan<int> weights, Span<int> sums, Span<byte> result)
    {
        sums.Fill(Half);
        for (var k = 0; k < weights.Length; k++)
        {
            var row = narrow.Slice(k * stride, stride);
            var weight = Vector128.Create(weights[k]);
            var x = 0;
            for (; x + 4 <= stride; x += 4)
            {
                var target = sums.Slice(x, 4);
                (Vector128.Create<int>(target) + weight * Widen(MemoryMarshal.Read<uint>(row[x..]))).CopyTo(target);
            }

            for (; x < stride; x++) sums[x] += weights[k] * row[x];
        }

        for (var x = 0; x < stride; x++) result[x] = (byte)Math.Clamp(sums[x] >> ResizeWeights.Precision, 0, 255);
    }
}
