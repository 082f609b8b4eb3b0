using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed class HnswGraphTests
{
    private static readonly DenseSearchOptions Graph = new() { Path = DenseSearchPath.Graph };

    // Measured with these seeds: 0.998 or more. The floor is what a user may rely on, the drop what a change may cost.
    [Theory]
    [InlineData(2000, 32, 1.000)]
    [InlineData(6000, 64, 0.998)]
    [InlineData(6000, 100, 0.998)]
    public void Recall_stays_above_its_floor_and_near_its_measured_value(int rows, int width, double measured)
    {
        var data = TestVectors.Create(rows, width, queries: 100);
        var recall = data.Recall(DenseSegment.Build(data.Quantize(), graphFrom: 1), 10, Graph);
        Assert.True(recall >= 0.98, $"recall {recall} is below the floor");
        Assert.True(recall >= measured - 0.01, $"recall {recall} where {measured} was measured");
    }

    [Fact]
    public void Two_builds_give_equal_bytes_whatever_the_number_of_threads()
    {
        var vectors = TestVectors.Create(4000, 48).Quantize();
        var serial = TestVectors.Bytes(HnswBuilder.Build(vectors).WriteTo);
        Assert.Equal(serial, TestVectors.Bytes(HnswBuilder.Build(vectors).WriteTo));
        foreach (var threads in new[] { 2, 3, 8 })
            Assert.Equal(serial, TestVectors.Bytes(HnswBuilder.Build(vectors, new HnswOptions { Threads = threads }).WriteTo));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void A_graph_extended_after_a_merge_finds_what_a_new_one_finds(double deletedShare)
    {
        var data = TestVectors.Create(6000, 48);
        var random = new Random(17);
        var old = new QuantizedVectorsBuilder(48);
        foreach (var row in data.Rows[..4000])
            old.Add(row);
        var start = HnswBuilder.Build(old.Snapshot());
        var deleted = TestVectors.Bits(4000, _ => random.NextDouble() < deletedShare);
        var merged = new QuantizedVectorsBuilder(48);
        var rows = new List<int>();
        for (var row = 0; row < 6000; row++)
        {
            if (row < 4000 && TestVectors.Has(deleted, row))
                continue;
            merged.Add(data.Rows[row]);
            rows.Add(row);
        }
        var graph = HnswBuilder.Extend(start, deleted, merged.Snapshot());
        var bytes = TestVectors.Bytes(graph.WriteTo);
        Assert.Equal(bytes, TestVectors.Bytes(HnswBuilder.Extend(start, deleted, merged.Snapshot(), new HnswOptions { Threads = 3 }).WriteTo));
        using var buffer = TestVectors.Buffer(bytes);
        var vectors = merged.Snapshot();
        var segment = new DenseSegment(vectors, HnswGraph.Open(buffer.Region, vectors));
        int found = 0, wanted = 0;
        var hits = new DenseHit[10];
        var kept = rows.ToHashSet();
        foreach (var query in data.Queries)
        {
            var exact = data.Nearest(query, 10, kept.Contains);
            segment.Search(query, default, hits, Graph);
            wanted += 10;
            found += hits.Count(hit => exact.Contains(rows[hit.Row]));
        }
        Assert.InRange((double)found / wanted, 0.98, 1);
    }

    [Fact]
    public void A_graph_is_not_extended_by_fewer_rows_than_it_keeps()
    {
        var start = HnswBuilder.Build(TestVectors.Create(100, 8).Quantize());
        Assert.Throws<ArgumentException>(() => HnswBuilder.Extend(start, default, TestVectors.Create(99, 8).Quantize()));
        Assert.Throws<ArgumentException>(() => HnswBuilder.Extend(start, default, TestVectors.Create(200, 9).Quantize()));
    }

    [Fact]
    public void Another_seed_gives_another_graph_of_the_same_quality()
    {
        var data = TestVectors.Create(4000, 48);
        var vectors = data.Quantize();
        var one = HnswBuilder.Build(vectors);
        var other = HnswBuilder.Build(vectors, new HnswOptions { Seed = 1 });
        Assert.NotEqual(TestVectors.Bytes(one.WriteTo), TestVectors.Bytes(other.WriteTo));
        Assert.InRange(data.Recall(new DenseSegment(vectors, one), 10, Graph), 0.98, 1);
        Assert.InRange(data.Recall(new DenseSegment(vectors, other), 10, Graph), 0.98, 1);
    }

    [Fact]
    public void Wider_walks_find_no_less()
    {
        var data = TestVectors.Create(8000, 64, queries: 100);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var recalls = new[] { 10, 20, 40, 160, 640 }.Select(width => data.Recall(segment, 10, Graph with { Width = width })).ToArray();
        for (var i = 1; i < recalls.Length; i++)
            Assert.True(recalls[i] >= recalls[i - 1] - 0.005, string.Join(" ", recalls));
        Assert.True(recalls[^1] > recalls[0]);
        Assert.InRange(recalls[^1], 0.999, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void Every_row_of_a_small_graph_finds_itself(int rows)
    {
        var data = TestVectors.Create(rows, 24);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var hits = new DenseHit[1];
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(1, segment.Search(data.Rows[row], default, hits, Graph));
            Assert.Equal(row, hits[0].Row);
        }
    }

    [Fact]
    public unsafe void Every_row_can_be_reached_even_among_many_copies()
    {
        var random = new Random(4);
        var builder = new QuantizedVectorsBuilder(16);
        var kinds = Enumerable.Range(0, 5).Select(_ => TestVectors.Unit(TestVectors.Gaussian(random, 16))).ToArray();
        for (var i = 0; i < 3000; i++)
            builder.Add(i % 10 == 0 ? TestVectors.Unit(TestVectors.Gaussian(random, 16)) : kinds[i % 5]);
        var graph = HnswBuilder.Build(builder.Snapshot());
        var level = graph.LevelViews[0];
        var seen = new HashSet<uint>();
        var queue = new Queue<uint>([(uint)graph.LevelViews[^1].Row(graph.Entry)]);
        while (queue.TryDequeue(out var node))
        {
            if (!seen.Add(node))
                continue;
            for (var i = 0; i < level.Slots && level.List(node)[i] != HnswLevel.None; i++)
                queue.Enqueue(level.List(node)[i]);
        }
        Assert.Equal(3000, seen.Count);
    }

    [Fact]
    public unsafe void Lists_hold_each_neighbour_once_and_never_their_own_node()
    {
        var graph = HnswBuilder.Build(TestVectors.Create(3000, 32).Quantize());
        foreach (var level in graph.LevelViews)
        {
            for (var node = 0u; node < (uint)level.Count; node++)
            {
                var list = new ReadOnlySpan<uint>(level.List(node), HnswLinks.CountOf(level.List(node), level.Slots)).ToArray();
                Assert.Equal(list.Length, list.Distinct().Count());
                Assert.DoesNotContain(node, list);
            }
        }
        Assert.InRange(graph.Levels, 2, 6);
    }

    [Fact]
    public void Vectors_of_zeros_only_are_linked_and_found()
    {
        var builder = new QuantizedVectorsBuilder(8);
        for (var i = 0; i < 200; i++)
            builder.Add(new float[8]);
        var segment = DenseSegment.Build(builder.Snapshot(), graphFrom: 1);
        var hits = new DenseHit[10];
        Assert.Equal(10, segment.Search([1f, 0, 0, 0, 0, 0, 0, 0], default, hits, Graph));
        Assert.Equal(10, hits.Select(hit => hit.Row).Distinct().Count());
    }

    [Fact]
    public void A_cancelled_build_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => HnswBuilder.Build(TestVectors.Create(500, 16).Quantize(), cancellationToken: cancelled.Token));
    }

    [Theory]
    [InlineData(3, 128, 256)]
    [InlineData(16, 8, 256)]
    [InlineData(16, 128, 1)]
    public void Options_out_of_range_are_refused(int connectivity, int width, int batch)
    {
        var options = new HnswOptions { Connectivity = connectivity, ConstructionWidth = width, BatchRows = batch };
        Assert.Throws<ArgumentOutOfRangeException>(() => HnswBuilder.Build(TestVectors.Create(10, 8).Quantize(), options));
    }
}
