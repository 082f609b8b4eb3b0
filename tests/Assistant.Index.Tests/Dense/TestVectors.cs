using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

/// <summary>Clustered unit vectors from a seed, and the plain reference search over them.</summary>
internal sealed class TestVectors
{
    private TestVectors(float[][] rows, float[][] queries)
    {
        Rows = rows;
        Queries = queries;
    }

    public float[][] Rows { get; }

    public float[][] Queries { get; }

    public static TestVectors Create(int count, int width, int seed = 3, int queries = 50)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, Math.Max(4, count / 100)).Select(_ => Unit(Gaussian(random, width))).ToArray();
        var rows = Enumerable.Range(0, count).Select(_ => Near(centres[random.Next(centres.Length)], 0.8f)).ToArray();
        return new TestVectors(rows, Enumerable.Range(0, queries).Select(_ => Near(rows[random.Next(count)], 0.3f)).ToArray());

        float[] Near(float[] centre, float noise)
        {
            var offset = Unit(Gaussian(random, width));
            return Unit(centre.Zip(offset, (c, o) => c + noise * o).ToArray());
        }
    }

    public QuantizedVectors Quantize()
    {
        var builder = new QuantizedVectorsBuilder(Rows[0].Length);
        foreach (var row in Rows)
            builder.Add(row);
        return builder.Snapshot();
    }

    /// <summary>The k rows with the largest float inner product among those allowed.</summary>
    public int[] Nearest(float[] query, int k, Func<int, bool>? allowed = null) => Enumerable.Range(0, Rows.Length)
        .Where(row => allowed is null || allowed(row))
        .OrderByDescending(row => Dot(query, Rows[row])).ThenBy(row => row).Take(k).ToArray();

    public double Recall(DenseSegment segment, int k, DenseSearchOptions? options = null, ulong[]? allowed = null, ulong[]? deleted = null)
    {
        int found = 0, wanted = 0;
        var hits = new DenseHit[k];
        foreach (var query in Queries)
        {
            var count = segment.Search(query, new RowFilter(allowed, deleted), hits, options);
            var exact = Nearest(query, k, row => (allowed is null || Has(allowed, row)) && (deleted is null || !Has(deleted, row)));
            wanted += exact.Length;
            found += hits.Take(count).Count(hit => exact.Contains(hit.Row));
        }
        return (double)found / wanted;
    }

    public static ulong[] Bits(int rows, Func<int, bool> set)
    {
        var bits = new ulong[(rows + 63) / 64];
        for (var row = 0; row < rows; row++)
        {
            if (set(row))
                bits[row >> 6] |= 1UL << (row & 63);
        }
        return bits;
    }

    public static bool Has(ulong[] bits, int row) => (bits[row >> 6] >> (row & 63) & 1) != 0;

    public static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    public static NativeBuffer Buffer(byte[] bytes) => NativeBuffer.ReadFrom(new MemoryStream(bytes));

    public static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    public static float[] Gaussian(Random random, int width) => Enumerable.Range(0, width)
        .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToArray();

    public static float[] Unit(float[] vector)
    {
        var length = (float)Math.Sqrt(Dot(vector, vector));
        return vector.Select(value => value / length).ToArray();
    }
}
