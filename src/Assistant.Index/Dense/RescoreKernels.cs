using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Dense;

/// <summary>
/// Inner products of a float query with a row in 16-bit fixed point, kept as two byte planes: the biased code that the
/// scan reads (value·256 rounded, high part + 128) and a signed residual (low part). Value = 256·(code − 128) + residual, in
/// units of scale/256. The scan has just read the code plane, so re-scoring costs one fresh row of bytes, half of float16.
/// </summary>
/// <remarks>Sums run in another order on each path: results agree to about 1e-6 of |query|·|row|, not bit for bit.</remarks>
internal static unsafe class RescoreKernels
{
    /// <summary>Σ query[i] · (256·(code[i] − 128) + residual[i]); <paramref name="count"/> is a multiple of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* query, byte* codes, sbyte* residuals, int count) =>
        Avx512F.IsSupported ? DotAvx512(query, codes, residuals, count)
        : Avx2.IsSupported && Fma.IsSupported ? DotAvx2(query, codes, residuals, count)
        : Vector128.IsHardwareAccelerated ? DotPortable(query, codes, residuals, count)
        : DotScalar(query, codes, residuals, count);

    public static float DotScalar(float* query, byte* codes, sbyte* residuals, int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
            sum += (double)query[i] * (256 * (codes[i] - 128) + residuals[i]);
        return (float)sum;
    }

    public static float DotAvx512(float* query, byte* codes, sbyte* residuals, int count)
    {
        var bias = Vector512.Create(32768);
        Vector512<float> s0 = default, s1 = default;
        for (var i = 0; i < count; i += 32)
        {
            var v0 = Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(Vector128.Load(codes + i)), 8)
                + Avx512F.ConvertToVector512Int32(Vector128.Load(residuals + i)) - bias;
            var v1 = Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(Vector128.Load(codes + i + 16)), 8)
                + Avx512F.ConvertToVector512Int32(Vector128.Load(residuals + i + 16)) - bias;
            s0 = Avx512F.FusedMultiplyAdd(Vector512.ConvertToSingle(v0), Vector512.Load(query + i), s0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.ConvertToSingle(v1), Vector512.Load(query + i + 16), s1);
        }
        return Vector512.Sum(s0 + s1);
    }

    public static float DotAvx2(float* query, byte* codes, sbyte* residuals, int count)
    {
        var bias = Vector256.Create(32768);
        Vector256<float> s0 = default, s1 = default;
        for (var i = 0; i < count; i += 16)
        {
            var v0 = Vector256.ShiftLeft(Avx2.ConvertToVector256Int32(codes + i), 8) + Avx2.ConvertToVector256Int32(residuals + i) - bias;
            var v1 = Vector256.ShiftLeft(Avx2.ConvertToVector256Int32(codes + i + 8), 8) + Avx2.ConvertToVector256Int32(residuals + i + 8) - bias;
            s0 = Fma.MultiplyAdd(Vector256.ConvertToSingle(v0), Vector256.Load(query + i), s0);
            s1 = Fma.MultiplyAdd(Vector256.ConvertToSingle(v1), Vector256.Load(query + i + 8), s1);
        }
        return Vector256.Sum(s0 + s1);
    }

    public static float DotPortable(float* query, byte* codes, sbyte* residuals, int count)
    {
        var bias = Vector128.Create(32768);
        var sum = Vector128<float>.Zero;
        for (var i = 0; i < count; i += 16)
        {
            var (c0, c1) = Vector128.Widen(Vector128.Load(codes + i));
            var (r0, r1) = Vector128.Widen(Vector128.Load(residuals + i));
            sum += Part(c0, r0, query + i) + Part(c1, r1, query + i + 8);
        }
        return Vector128.Sum(sum);

        Vector128<float> Part(Vector128<ushort> code, Vector128<short> residual, float* q)
        {
            var (cLow, cHigh) = Vector128.Widen(code);
            var (rLow, rHigh) = Vector128.Widen(residual);
            return Vector128.ConvertToSingle(Vector128.ShiftLeft(cLow.AsInt32(), 8) + rLow - bias) * Vector128.Load(q)
                + Vector128.ConvertToSingle(Vector128.ShiftLeft(cHigh.AsInt32(), 8) + rHigh - bias) * Vector128.Load(q + 4);
        }
    }
}
