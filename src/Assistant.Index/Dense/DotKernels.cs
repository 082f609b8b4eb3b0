using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Dense;

/// <summary>
/// Inner products of one signed 8-bit query with rows of biased bytes (value + 128). The bias lets <c>vpdpbusd</c>
/// (unsigned × signed) be used without a correction per row: Σ q·v = Σ q·(v+128) − 128·Σ q, and the last term belongs to
/// the query alone. Every path returns the same integers, so a graph built on one machine equals one built on another.
/// </summary>
/// <remarks>
/// All pointers are to <c>bytes</c> readable bytes, <c>bytes</c> a multiple of 64. Query padding is zero; row padding may hold
/// anything. The 512-bit form of <c>vpdpbusd</c> is not exposed by .NET 10; the 256-bit one reads a row as fast as it arrives.
/// </remarks>
internal static unsafe class DotKernels
{
    /// <summary>Names the path that <see cref="Dot"/> takes on this processor.</summary>
    public static string Path =>
        AvxVnni.IsSupported ? "avx-vnni" : Avx512BW.IsSupported ? "avx512bw" : Avx2.IsSupported ? "avx2"
        : Vector128.IsHardwareAccelerated ? "vector128" : "scalar";

    /// <summary>Σ query[i] · row[i] over biased row bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(sbyte* query, byte* row, int bytes) =>
        AvxVnni.IsSupported ? DotVnni(query, row, bytes)
        : Avx512BW.IsSupported ? DotAvx512(query, row, bytes)
        : Avx2.IsSupported ? DotAvx2(query, row, bytes)
        : Vector128.IsHardwareAccelerated ? DotPortable(query, row, bytes)
        : DotScalar(query, row, bytes);

    /// <summary>Four rows at once: the query is loaded once and the four sums are reduced together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4(sbyte* query, byte* a, byte* b, byte* c, byte* d, int bytes) =>
        AvxVnni.IsSupported ? Dot4Vnni(query, a, b, c, d, bytes)
        : Avx512BW.IsSupported ? Dot4Avx512(query, a, b, c, d, bytes)
        : Avx2.IsSupported ? Dot4Avx2(query, a, b, c, d, bytes)
        : Vector128.Create(Dot(query, a, bytes), Dot(query, b, bytes), Dot(query, c, bytes), Dot(query, d, bytes));

    public static int DotScalar(sbyte* query, byte* row, int bytes)
    {
        var sum = 0;
        for (var i = 0; i < bytes; i++)
            sum += query[i] * row[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DotVnni(sbyte* query, byte* row, int bytes)
    {
        Vector256<int> s0 = default, s1 = default;
        for (var i = 0; i < bytes; i += 64)
        {
            s0 = AvxVnni.MultiplyWideningAndAdd(s0, Vector256.Load(row + i), Vector256.Load(query + i));
            s1 = AvxVnni.MultiplyWideningAndAdd(s1, Vector256.Load(row + i + 32), Vector256.Load(query + i + 32));
        }
        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Vnni(sbyte* query, byte* a, byte* b, byte* c, byte* d, int bytes)
    {
        Vector256<int> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        for (var i = 0; i < bytes; i += 64)
        {
            var q = Vector256.Load(query + i);
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, Vector256.Load(a + i), q);
            b0 = AvxVnni.MultiplyWideningAndAdd(b0, Vector256.Load(b + i), q);
            c0 = AvxVnni.MultiplyWideningAndAdd(c0, Vector256.Load(c + i), q);
            d0 = AvxVnni.MultiplyWideningAndAdd(d0, Vector256.Load(d + i), q);
            q = Vector256.Load(query + i + 32);
            a1 = AvxVnni.MultiplyWideningAndAdd(a1, Vector256.Load(a + i + 32), q);
            b1 = AvxVnni.MultiplyWideningAndAdd(b1, Vector256.Load(b + i + 32), q);
            c1 = AvxVnni.MultiplyWideningAndAdd(c1, Vector256.Load(c + i + 32), q);
            d1 = AvxVnni.MultiplyWideningAndAdd(d1, Vector256.Load(d + i + 32), q);
        }
        return Reduce(a0 + a1, b0 + b1, c0 + c1, d0 + d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DotAvx512(sbyte* query, byte* row, int bytes)
    {
        Vector512<int> s0 = default, s1 = default;
        for (var i = 0; i < bytes; i += 64)
        {
            s0 += Madd512(query + i, row + i);
            s1 += Madd512(query + i + 32, row + i + 32);
        }
        return Vector512.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Avx512(sbyte* query, byte* a, byte* b, byte* c, byte* d, int bytes)
    {
        Vector512<int> sa = default, sb = default, sc = default, sd = default;
        for (var i = 0; i < bytes; i += 32)
        {
            var q = Avx512BW.ConvertToVector512Int16(Vector256.Load(query + i));
            sa += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(a + i)), q);
            sb += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(b + i)), q);
            sc += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(c + i)), q);
            sd += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(d + i)), q);
        }
        return Reduce(Fold(sa), Fold(sb), Fold(sc), Fold(sd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DotAvx2(sbyte* query, byte* row, int bytes)
    {
        Vector256<int> s0 = default, s1 = default;
        for (var i = 0; i < bytes; i += 32)
        {
            s0 += Madd256(query + i, row + i);
            s1 += Madd256(query + i + 16, row + i + 16);
        }
        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Avx2(sbyte* query, byte* a, byte* b, byte* c, byte* d, int bytes)
    {
        Vector256<int> sa = default, sb = default, sc = default, sd = default;
        for (var i = 0; i < bytes; i += 16)
        {
            var q = Avx2.ConvertToVector256Int16(Vector128.Load(query + i));
            sa += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(a + i)), q);
            sb += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(b + i)), q);
            sc += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(c + i)), q);
            sd += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(d + i)), q);
        }
        return Reduce(sa, sb, sc, sd);
    }

    /// <summary>128-bit vectors of whatever machine: bytes and query are widened to 16 bits, products to 32.</summary>
    public static int DotPortable(sbyte* query, byte* row, int bytes)
    {
        var sum = Vector128<int>.Zero;
        for (var i = 0; i < bytes; i += 16)
        {
            var (qLow, qHigh) = Vector128.Widen(Vector128.Load(query + i));
            var (rLow, rHigh) = Vector128.Widen(Vector128.Load(row + i));
            // |q · (v + 128)| reaches 127 · 255 = 32,385: it fits 16 bits, a sum of two would not.
            var (p0, p1) = Vector128.Widen(qLow * rLow.AsInt16());
            var (p2, p3) = Vector128.Widen(qHigh * rHigh.AsInt16());
            sum += p0 + p1 + p2 + p3;
        }
        return Vector128.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Madd512(sbyte* query, byte* row) => Avx512BW.MultiplyAddAdjacent(
        Avx512BW.ConvertToVector512Int16(Vector256.Load(row)), Avx512BW.ConvertToVector512Int16(Vector256.Load(query)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Madd256(sbyte* query, byte* row) => Avx2.MultiplyAddAdjacent(
        Avx2.ConvertToVector256Int16(Vector128.Load(row)), Avx2.ConvertToVector256Int16(Vector128.Load(query)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Fold(Vector512<int> v) => v.GetLower() + v.GetUpper();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Reduce(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var abcd = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return abcd.GetLower() + abcd.GetUpper();
    }
}
