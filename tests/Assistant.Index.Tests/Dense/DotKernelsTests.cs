using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed unsafe class DotKernelsTests
{
    public static TheoryData<int> Widths => [64, 128, 192, 256, 320, 384, 512, 768, 1024, 4096, 16384];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_path_equals_the_scalar_reference_on_random_bytes(int bytes)
    {
        var random = new Random(bytes);
        Check(bytes, _ => (sbyte)random.Next(-127, 128), (_, _) => (byte)random.Next(256));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_path_equals_the_scalar_reference_on_extreme_bytes(int bytes)
    {
        foreach (var query in new sbyte[] { -128, -127, 127 })
        {
            foreach (var row in new byte[] { 0, 1, 255 })
                Check(bytes, _ => query, (_, _) => row);
        }
        Check(bytes, i => i % 2 == 0 ? (sbyte)127 : (sbyte)-128, (r, i) => (i + r) % 2 == 0 ? (byte)255 : (byte)0);
    }

    private static void Check(int bytes, Func<int, sbyte> queryAt, Func<int, int, byte> rowAt)
    {
        using var queryBuffer = new NativeBuffer(bytes);
        using var rowBuffer = new NativeBuffer(4L * bytes);
        var query = (sbyte*)queryBuffer.Start;
        var rows = rowBuffer.Start;
        for (var i = 0; i < bytes; i++)
        {
            query[i] = queryAt(i);
            for (var r = 0; r < 4; r++)
                rows[r * bytes + i] = rowAt(r, i);
        }
        var expected = new int[4];
        for (var r = 0; r < 4; r++)
        {
            var row = rows + r * bytes;
            expected[r] = DotKernels.DotScalar(query, row, bytes);
            Assert.Equal(expected[r], DotKernels.Dot(query, row, bytes));
            Assert.Equal(expected[r], DotKernels.DotPortable(query, row, bytes));
            if (Avx2.IsSupported)
                Assert.Equal(expected[r], DotKernels.DotAvx2(query, row, bytes));
            if (Avx512BW.IsSupported)
                Assert.Equal(expected[r], DotKernels.DotAvx512(query, row, bytes));
            if (AvxVnni.IsSupported)
                Assert.Equal(expected[r], DotKernels.DotVnni(query, row, bytes));
        }
        Compare(DotKernels.Dot4(query, rows, rows + bytes, rows + 2 * bytes, rows + 3 * bytes, bytes));
        if (Avx2.IsSupported)
            Compare(DotKernels.Dot4Avx2(query, rows, rows + bytes, rows + 2 * bytes, rows + 3 * bytes, bytes));
        if (Avx512BW.IsSupported)
            Compare(DotKernels.Dot4Avx512(query, rows, rows + bytes, rows + 2 * bytes, rows + 3 * bytes, bytes));
        if (AvxVnni.IsSupported)
            Compare(DotKernels.Dot4Vnni(query, rows, rows + bytes, rows + 2 * bytes, rows + 3 * bytes, bytes));

        void Compare(Vector128<int> actual)
        {
            for (var r = 0; r < 4; r++)
                Assert.Equal(expected[r], actual.GetElement(r));
        }
    }
}
