using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Lexical;

/// <summary>
/// Bit-packed integers. Eight values of width b take exactly b bytes, so that every group of eight starts on a byte: with
/// AVX2 a group is two loads, one byte shuffle, one variable shift and one mask, driven by a table per width instead of one
/// unrolled routine per width (the vertical layout of Lemire and Boytsov, 2012, needs the latter to be fast).
/// Readers may touch up to <see cref="Padding"/> bytes behind the packed data.
/// </summary>
internal static unsafe class BitPacking
{
    /// <summary>Bytes behind packed data that must be readable.</summary>
    public const int Padding = 64;

    /// <summary>Widest value that the shuffle path reads: 7 bits of offset and the value must fit 32 bits.</summary>
    private const int WidestShuffled = 25;

    // For each width, 32 shuffle bytes and 8 shifts of 32 bits.
    private static readonly byte[] Shuffles = MakeShuffles();
    private static readonly uint[] Shifts = MakeShifts();

    /// <summary>Bits that hold every value of the span; 0 when all are 0.</summary>
    public static int WidthOf(ReadOnlySpan<uint> values)
    {
        uint all = 0;
        foreach (var value in values)
            all |= value;
        return 32 - BitOperations.LeadingZeroCount(all);
    }

    /// <summary>Bytes of <paramref name="count"/> packed values.</summary>
    public static int PackedBytes(int count, int width) => (count + 7) / 8 * width;

    /// <summary>Packs values, [n] → [ceil(n / 8) · width] bytes; the last group is filled with zeros.</summary>
    /// <returns>Bytes written.</returns>
    public static int Pack(ReadOnlySpan<uint> values, int width, Span<byte> target)
    {
        var bytes = PackedBytes(values.Length, width);
        ulong pending = 0;
        int bits = 0, at = 0;
        foreach (var value in values)
        {
            pending |= (ulong)value << bits;
            bits += width;
            while (bits >= 8)
            {
                target[at++] = (byte)pending;
                pending >>= 8;
                bits -= 8;
            }
        }

        if (bits > 0)
            target[at++] = (byte)pending;
        target[at..bytes].Clear();
        return bytes;
    }

    /// <summary>Unpacks <paramref name="count"/> values, rounded up to a multiple of 8, to <paramref name="target"/>.</summary>
    public static void Unpack(byte* source, int width, int count, uint* target)
    {
        if (width == 0)
        {
            for (var i = 0; i < count; i += 8)
                Vector256<uint>.Zero.Store(target + i);
        }
        else if (Avx2.IsSupported && width <= WidestShuffled)
        {
            Layout(width, out var shuffle, out var shift, out var mask, out var upper);
            for (var i = 0; i < count; i += 8, source += width)
                Group(source, upper, shuffle, shift, mask).Store(target + i);
        }
        else
        {
            for (var i = 0; i < count; i++)
                target[i] = At(source, width, i);
        }
    }

    /// <summary>
    /// Unpacks ascending numbers stored as gaps less one: target[i] = base + Σ (gap + 1). The first comes after
    /// <paramref name="previous"/> (0xFFFFFFFF before document 0). Writes a multiple of 8 values.
    /// </summary>
    public static void UnpackAscending(byte* source, int width, int count, uint previous, uint* target)
    {
        if (Avx2.IsSupported && width <= WidestShuffled)
        {
            Layout(width, out var shuffle, out var shift, out var mask, out var upper);
            var carry = Vector256.Create(previous);
            var last = Vector256.Create(7u);
            var third = Vector256.Create(3u);
            var high = Vector256.Create(0u, 0, 0, 0, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
            var ramp = Vector256.Create(1u, 2, 3, 4, 5, 6, 7, 8);
            for (var i = 0; i < count; i += 8, source += width)
            {
                // Prefix sum in two steps inside the 128-bit lanes, then the low lane's total into the high lane.
                var x = width == 0 ? Vector256<uint>.Zero : Group(source, upper, shuffle, shift, mask);
                x += Avx2.ShiftLeftLogical128BitLane(x, 4);
                x += Avx2.ShiftLeftLogical128BitLane(x, 8);
                x += Avx2.PermuteVar8x32(x, third) & high;
                x += ramp;
                x += carry;
                x.Store(target + i);
                carry = Avx2.PermuteVar8x32(x, last);
            }
        }
        else
        {
            for (var i = 0; i < count; i++)
                target[i] = previous += At(source, width, i) + 1;
        }
    }

    /// <summary>Reads one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint At(byte* source, int width, int index)
    {
        var bit = (long)index * width;
        var word = Unsafe.ReadUnaligned<ulong>(source + (bit >> 3));
        if (!BitConverter.IsLittleEndian)
            word = BinaryPrimitives.ReverseEndianness(word);
        return (uint)(word >> (int)(bit & 7)) & Mask(width);
    }

    private static uint Mask(int width) => width == 32 ? uint.MaxValue : (1u << width) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Group(byte* source, int upper, Vector256<byte> shuffle, Vector256<uint> shift, Vector256<uint> mask)
    {
        var bytes = Vector256.Create(Vector128.Load(source), Vector128.Load(source + upper));
        return Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(bytes, shuffle).AsUInt32(), shift) & mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Layout(int width, out Vector256<byte> shuffle, out Vector256<uint> shift, out Vector256<uint> mask, out int upper)
    {
        shuffle = Vector256.LoadUnsafe(in Shuffles[width * 32]);
        shift = Vector256.LoadUnsafe(in Shifts[width * 8]);
        mask = Vector256.Create(Mask(width));
        upper = (4 * width) >> 3;
    }

    private static byte[] MakeShuffles()
    {
        var table = new byte[(WidestShuffled + 1) * 32];
        for (var width = 0; width <= WidestShuffled; width++)
        {
            for (var value = 0; value < 8; value++)
            {
                var first = ((value * width) >> 3) - (value < 4 ? 0 : (4 * width) >> 3);
                for (var b = 0; b < 4; b++)
                    table[(width * 32) + (value * 4) + b] = first + b < 16 ? (byte)(first + b) : (byte)0x80;
            }
        }

        return table;
    }

    private static uint[] MakeShifts()
    {
        var table = new uint[(WidestShuffled + 1) * 8];
        for (var width = 0; width <= WidestShuffled; width++)
        {
            for (var value = 0; value < 8; value++)
                table[(width * 8) + value] = (uint)((value * width) & 7);
        }

        return table;
    }
}
