using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class VectorBytesTests
{
    [Fact]
    public void Half_precision_costs_a_normalized_vector_next_to_nothing_and_is_not_used_where_it_would()
    {
        var random = new Random(7);
        foreach (var dimensions in new[] { 2, 256, 1024 })
        {
            var values = Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray();
            var length = MathF.Sqrt(values.Sum(value => value * value));
            values = [.. values.Select(value => value / length)];
            var (bytes, half) = VectorBytes.Write(values);
            Assert.Equal((true, 2 * dimensions), (half, bytes.Length));
            Assert.InRange(values.Zip(VectorBytes.Read(bytes, half), (a, b) => (double)a * b).Sum(), 1 - 1e-6, 1 + 1e-6);
        }

        float[] large = [1e6f, 1f], tiny = [1e-9f, 2e-9f];
        Assert.Equal(large, VectorBytes.Read(VectorBytes.Write(large).Bytes, VectorBytes.Write(large).Half));
        Assert.Equal(tiny, VectorBytes.Read(VectorBytes.Write(tiny).Bytes, VectorBytes.Write(tiny).Half));
    }
}
