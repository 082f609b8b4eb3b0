using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed unsafe class BinaryVectorsTests
{
    private static readonly DenseSearchOptions Binary = new() { Path = DenseSearchPath.Binary };

    [Fact]
    public void Recall_grows_with_the_share_that_is_scored()
    {
        var data = TestVectors.Create(6000, 128, queries: 100);
        var vectors = data.Quantize();
        var segment = new DenseSegment(vectors, null, BinaryVectors.Build(vectors));
        var recalls = new[] { 0.005, 0.02, 0.1, 1 }.Select(share => data.Recall(segment, 10, Binary with { BinaryShare = share })).ToArray();
        Assert.Equal(recalls.Order(), recalls);
        Assert.InRange(recalls[1], 0.9, 1);
        Assert.InRange(recalls[^1], 0.995, 1);
    }

    [Fact]
    public void A_large_common_part_of_all_vectors_does_not_cost_recall()
    {
        // Without the mean taken out most signs would be alike.
        var random = new Random(2);
        var data = TestVectors.Create(3000, 128);
        var common = TestVectors.Unit(TestVectors.Gaussian(random, 128));
        var builder = new QuantizedVectorsBuilder(128);
        foreach (var row in data.Rows)
            builder.Add(Shifted(row));
        var vectors = builder.Snapshot();
        var segment = new DenseSegment(vectors, null, BinaryVectors.Build(vectors));
        var exact = new DenseHit[10];
        var hits = new DenseHit[10];
        var found = 0;
        foreach (var query in data.Queries)
        {
            var shifted = Shifted(query);
            segment.Search(shifted, default, exact, Binary with { Path = DenseSearchPath.Exact });
            segment.Search(shifted, default, hits, Binary with { BinaryShare = 0.1 });
            found += hits.Count(hit => exact.Contains(hit));
        }
        Assert.InRange(found / 500.0, 0.9, 1);

        float[] Shifted(float[] vector) => TestVectors.Unit(vector.Zip(common, (value, part) => value + 2 * part).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(700)]
    public void The_selection_is_that_of_sorting_by_distance_and_row(int width)
    {
        var data = TestVectors.Create(777, width, queries: 5);
        var binary = BinaryVectors.Build(data.Quantize());
        var allowed = TestVectors.Bits(777, row => row % 4 != 1);
        var scratch = new SearchScratch();
        foreach (var query in data.Queries)
        {
            var code = new ulong[binary.WordsPerRow];
            fixed (ulong* bits = allowed, words = code)
            {
                binary.Encode(query, words);
                foreach (var wanted in new[] { 1, 50, 5000 })
                {
                    var selection = HammingScan.Select(binary, query, wanted, new RowBits(bits, null, 777), scratch, default);
                    var selected = Enumerable.Range(0, 777).Where(row => TestVectors.Has(new ReadOnlySpan<ulong>(selection, 13).ToArray(), row)).ToArray();
                    var distances = new int[777];
                    for (var row = 0; row < 777; row++)
                    {
                        for (var bit = 0; bit < width; bit++)
                            distances[row] += (words[bit / 64] >> bit % 64 & 1) == (binary.Row(row)[bit / 64] >> bit % 64 & 1) ? 0 : 1;
                    }
                    Assert.Equal(
                        Enumerable.Range(0, 777).Where(row => TestVectors.Has(allowed, row)).OrderBy(row => distances[row]).ThenBy(row => row).Take(wanted).Order(),
                        selected);
                }
            }
        }
    }

    [Fact]
    public void Bits_in_a_segment_survive_its_file()
    {
        var data = TestVectors.Create(500, 40);
        var vectors = data.Quantize();
        var segment = new DenseSegment(vectors, HnswBuilder.Build(vectors), BinaryVectors.Build(vectors));
        var bytes = TestVectors.Bytes(segment.WriteTo);
        using var buffer = TestVectors.Buffer(bytes);
        var opened = DenseSegment.Open(buffer.Region);
        Assert.Equal(bytes, TestVectors.Bytes(opened.WriteTo));
        Assert.InRange(data.Recall(opened, 5, Binary with { BinaryShare = 0.5 }), 0.95, 1);
    }

    [Fact]
    public void Filters_and_tombstones_hold()
    {
        var data = TestVectors.Create(2000, 64, queries: 10);
        var vectors = data.Quantize();
        var segment = new DenseSegment(vectors, null, BinaryVectors.Build(vectors));
        var allowed = TestVectors.Bits(2000, row => row % 2 == 0);
        var deleted = TestVectors.Bits(2000, row => row % 3 == 0);
        var hits = new DenseHit[10];
        foreach (var query in data.Queries)
        {
            Assert.Equal(10, segment.Search(query, new RowFilter(allowed, deleted), hits, Binary));
            Assert.All(hits, hit => Assert.True(hit.Row % 2 == 0 && hit.Row % 3 != 0));
        }
    }

    [Fact]
    public void A_segment_without_bits_or_graph_says_so()
    {
        var segment = new DenseSegment(TestVectors.Create(10, 8).Quantize());
        Assert.Throws<InvalidOperationException>(() => segment.Search(new float[8], default, new DenseHit[1], Binary));
        Assert.Throws<InvalidOperationException>(() => segment.Search(new float[8], default, new DenseHit[1], Binary with { Path = DenseSearchPath.Graph }));
    }
}
