using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Dense;

/// <summary>Adds up bytes as fast as they arrive: the yardstick for a scan that is bound by memory.</summary>
internal static unsafe class ByteSum
{
    public static long Of(NativeBuffer buffer)
    {
        var bytes = buffer.Start;
        long sum = 0, at = 0;
        if (Avx2.IsSupported)
        {
            Vector256<ulong> s0 = default, s1 = default, s2 = default, s3 = default;
            for (; at + 128 <= buffer.Length; at += 128)
            {
                s0 += Avx2.SumAbsoluteDifferences(Vector256.Load(bytes + at), Vector256<byte>.Zero).AsUInt64();
                s1 += Avx2.SumAbsoluteDifferences(Vector256.Load(bytes + at + 32), Vector256<byte>.Zero).AsUInt64();
                s2 += Avx2.SumAbsoluteDifferences(Vector256.Load(bytes + at + 64), Vector256<byte>.Zero).AsUInt64();
                s3 += Avx2.SumAbsoluteDifferences(Vector256.Load(bytes + at + 96), Vector256<byte>.Zero).AsUInt64();
            }
            sum = (long)Vector256.Sum(s0 + s1 + s2 + s3);
        }
        for (; at < buffer.Length; at++)
            sum += bytes[at];
        return sum;
    }
}
