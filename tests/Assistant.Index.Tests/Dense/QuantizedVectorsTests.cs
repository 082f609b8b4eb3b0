using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed class QuantizedVectorsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(256)]
    [InlineData(1000)]
    public void A_row_comes_back_to_within_half_a_step_of_sixteen_bits(int width)
    {
        var random = new Random(width);
        var builder = new QuantizedVectorsBuilder(width);
        var rows = Enumerable.Range(0, 40).Select(_ => TestVectors.Gaussian(random, width)).ToArray();
        foreach (var row in rows)
            builder.Add(row);
        var vectors = builder.Snapshot();
        var copy = new float[width];
        for (var i = 0; i < rows.Length; i++)
        {
            vectors.CopyRow(i, copy);
            var step = rows[i].Max(MathF.Abs) / 127 / 256;
            for (var j = 0; j < width; j++)
                Assert.InRange(copy[j], rows[i][j] - 0.51f * step, rows[i][j] + 0.51f * step);
        }
    }

    [Fact]
    public void Zero_subnormal_and_huge_vectors_are_kept_and_found()
    {
        var builder = new QuantizedVectorsBuilder(3);
        builder.Add([0f, 0f, 0f]);
        builder.Add([float.Epsilon, 0f, 0f]);
        builder.Add([1e30f, -1e30f, 0f]);
        var hits = new DenseHit[3];
        Assert.Equal(3, new DenseSegment(builder.Snapshot()).Search([1f, 0f, 0f], default, hits));
        Assert.Equal(2, hits[0].Row);
        Assert.InRange(hits[0].Score, 0.9999e30f, 1.0001e30f);
        Assert.Equal([0, 1], hits[1..].Select(hit => hit.Row));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_refused(float value)
    {
        var builder = new QuantizedVectorsBuilder(2);
        Assert.Throws<ArgumentException>(() => builder.Add([1f, value]));
        Assert.Equal(0, builder.Count);
        builder.Add([1f, 0f]);
        Assert.Throws<ArgumentException>(() => new DenseSegment(builder.Snapshot()).Search([value, 1f], default, new DenseHit[1]));
    }

    [Fact]
    public void Bytes_written_and_opened_give_the_same_bytes_and_rows()
    {
        var data = TestVectors.Create(300, 100);
        var vectors = data.Quantize();
        var bytes = TestVectors.Bytes(vectors.WriteTo);
        Assert.Equal(QuantizedVectors.FileLength(100, 300), bytes.Length);
        using var buffer = TestVectors.Buffer(bytes);
        var opened = QuantizedVectors.Open(buffer.Region);
        Assert.Equal(bytes, TestVectors.Bytes(opened.WriteTo));
        var builder = new QuantizedVectorsBuilder(100);
        for (var row = 0; row < opened.Count; row++)
            Assert.Equal(row, builder.Add(opened, row));
        Assert.Equal(bytes, TestVectors.Bytes(builder.Snapshot().WriteTo));
    }

    [Fact]
    public void A_snapshot_keeps_its_rows_while_the_builder_grows()
    {
        var data = TestVectors.Create(2000, 32);
        var builder = new QuantizedVectorsBuilder(32, capacity: 1);
        foreach (var row in data.Rows[..100])
            builder.Add(row);
        var snapshot = builder.Snapshot();
        var before = TestVectors.Bytes(snapshot.WriteTo);
        foreach (var row in data.Rows[100..])
            builder.Add(row);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(100, snapshot.Count);
        Assert.Equal(before, TestVectors.Bytes(snapshot.WriteTo));
        Assert.Equal(2000, builder.Snapshot().Count);
    }

    [Fact]
    public void Another_width_is_refused()
    {
        var builder = new QuantizedVectorsBuilder(8);
        Assert.Throws<ArgumentException>(() => builder.Add(new float[7]));
        builder.Add(new float[8]);
        var segment = new DenseSegment(builder.Snapshot());
        Assert.Throws<ArgumentException>(() => segment.Search(new float[9], default, new DenseHit[1]));
        Assert.Throws<ArgumentException>(() => segment.SearchBatch(new float[9], default, new DenseHit[1], 1));
    }
}
