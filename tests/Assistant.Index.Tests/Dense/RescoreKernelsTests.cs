using System.Runtime.Intrinsics.X86;
using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed unsafe class RescoreKernelsTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(192)]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(16384)]
    public void Every_path_agrees_with_the_double_precision_reference(int count)
    {
        var random = new Random(count);
        using var queryBuffer = new NativeBuffer(4L * count);
        using var codes = new NativeBuffer(count);
        using var residuals = new NativeBuffer(count);
        var query = (float*)queryBuffer.Start;
        for (var i = 0; i < count; i++)
        {
            query[i] = random.NextSingle() * 2 - 1;
            // The extremes of both planes come early.
            codes.Start[i] = i < 2 ? (byte)(i * 255) : (byte)random.Next(256);
            residuals.Start[i] = i < 2 ? (byte)(i == 0 ? 0x80 : 0x7F) : (byte)random.Next(256);
        }
        var low = (sbyte*)residuals.Start;
        var expected = RescoreKernels.DotScalar(query, codes.Start, low, count);
        // Rounding of count products of up to 32,768.
        var tolerance = 32768f * count * 1e-6f;
        Assert.InRange(RescoreKernels.Dot(query, codes.Start, low, count), expected - tolerance, expected + tolerance);
        Assert.InRange(RescoreKernels.DotPortable(query, codes.Start, low, count), expected - tolerance, expected + tolerance);
        if (Avx2.IsSupported && Fma.IsSupported)
            Assert.InRange(RescoreKernels.DotAvx2(query, codes.Start, low, count), expected - tolerance, expected + tolerance);
        if (Avx512F.IsSupported)
            Assert.InRange(RescoreKernels.DotAvx512(query, codes.Start, low, count), expected - tolerance, expected + tolerance);
    }
}
