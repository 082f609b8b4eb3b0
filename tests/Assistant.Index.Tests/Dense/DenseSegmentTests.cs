using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

public sealed class DenseSegmentTests
{
    private static readonly DenseSearchOptions Exact = new() { Path = DenseSearchPath.Exact };
    private static readonly DenseSearchOptions Graph = new() { Path = DenseSearchPath.Graph };

    [Theory]
    [InlineData(1, 16)]
    [InlineData(63, 20)]
    [InlineData(64, 64)]
    [InlineData(65, 100)]
    [InlineData(1003, 256)]
    public void Exact_search_finds_what_the_float_reference_finds(int rows, int width)
    {
        var data = TestVectors.Create(rows, width);
        var segment = new DenseSegment(data.Quantize());
        var k = Math.Min(10, rows);
        Assert.InRange(data.Recall(segment, k, Exact), 0.995, 1);
        var hits = new DenseHit[k];
        foreach (var query in data.Queries)
        {
            Assert.Equal(k, segment.Search(query, default, hits, Exact));
            Assert.Equal(hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Row), hits);
            foreach (var hit in hits)
                Assert.InRange(hit.Score, TestVectors.Dot(query, data.Rows[hit.Row]) - 1e-4, TestVectors.Dot(query, data.Rows[hit.Row]) + 1e-4);
        }
    }

    [Fact]
    public void Threads_and_batches_do_not_change_an_exact_result()
    {
        // Enough rows for several ranges of blocks.
        var data = TestVectors.Create(40_000, 16, queries: 20);
        var segment = new DenseSegment(data.Quantize());
        var allowed = TestVectors.Bits(40_000, row => row % 3 != 0);
        var one = new DenseHit[10];
        var several = new DenseHit[10];
        var batch = new DenseHit[20 * 10];
        segment.SearchBatch(data.Queries.SelectMany(query => query).ToArray(), new RowFilter(allowed), batch, 10, Exact);
        for (var i = 0; i < data.Queries.Length; i++)
        {
            segment.Search(data.Queries[i], new RowFilter(allowed), one, Exact);
            segment.Search(data.Queries[i], new RowFilter(allowed), several, Exact with { Threads = 4 });
            Assert.Equal(one, several);
            Assert.Equal(one, batch[(i * 10)..(i * 10 + 10)]);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.002)]
    public void A_filter_keeps_recall_at_every_selectivity(double selectivity)
    {
        var data = TestVectors.Create(6000, 48);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var random = new Random(5);
        var allowed = TestVectors.Bits(6000, _ => random.NextDouble() < selectivity);
        Assert.InRange(data.Recall(segment, 10, null, allowed), 0.97, 1);
        Assert.InRange(data.Recall(segment, 10, Exact, allowed), 0.995, 1);
        Assert.InRange(data.Recall(segment, 10, Graph, allowed), 0.95, 1);
    }

    [Fact]
    public void A_filter_far_from_the_query_is_answered_exactly()
    {
        // Allowed rows are those least like the query: a walk would have to cross the whole graph.
        var data = TestVectors.Create(5000, 32, queries: 10);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var hits = new DenseHit[10];
        foreach (var query in data.Queries)
        {
            var far = data.Nearest(query, 5000)[4500..].ToHashSet();
            var allowed = TestVectors.Bits(5000, far.Contains);
            Assert.Equal(10, segment.Search(query, new RowFilter(allowed), hits));
            Assert.All(hits, hit => Assert.Contains(hit.Row, far));
            Assert.InRange(hits.Count(hit => data.Nearest(query, 10, far.Contains).Contains(hit.Row)), 9, 10);
        }
    }

    [Fact]
    public void A_walk_that_spends_its_budget_gives_way_to_the_scan()
    {
        var data = TestVectors.Create(3000, 32, queries: 1);
        var graph = HnswBuilder.Build(data.Quantize());
        var scratch = new SearchScratch();
        scratch.Query.Set(data.Queries[0], graph.Vectors);
        unsafe
        {
            var none = stackalloc ulong[47];
            new Span<ulong>(none, 47).Clear();
            Assert.False(graph.SearchFiltered(scratch, 10, new RowBits(none, null, 3000), budget: 1000));
            Assert.InRange(scratch.Scored, 1000, 1100);
            Assert.True(graph.SearchFiltered(scratch, 10, new RowBits(none, null, 3000), budget: long.MaxValue));
            Assert.Equal(0, scratch.Best.Count);
            // All but those that the walk down had scored already.
            Assert.InRange(scratch.Scored, 2980, 3000);
        }
    }

    [Fact]
    public void Deleted_rows_are_walked_through_and_never_returned()
    {
        var data = TestVectors.Create(5000, 48);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var random = new Random(9);
        foreach (var share in new[] { 0.01, 0.5, 0.95 })
        {
            var deleted = TestVectors.Bits(5000, _ => random.NextDouble() < share);
            var hits = new DenseHit[10];
            foreach (var options in new[] { Exact, Graph, DenseSearchOptions.Default })
            {
                Assert.InRange(data.Recall(segment, 10, options, null, deleted), 0.96, 1);
                foreach (var query in data.Queries)
                {
                    Assert.Equal(10, segment.Search(query, new RowFilter(default, deleted), hits, options));
                    Assert.All(hits, hit => Assert.False(TestVectors.Has(deleted, hit.Row)));
                }
            }
        }
    }

    [Fact]
    public void A_filter_with_fewer_rows_than_asked_for_gives_them_all()
    {
        var data = TestVectors.Create(2000, 24, queries: 3);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var allowed = TestVectors.Bits(2000, row => row is 5 or 700 or 1999);
        var deleted = TestVectors.Bits(2000, row => row == 700);
        var hits = new DenseHit[10];
        foreach (var options in new[] { Exact, Graph, DenseSearchOptions.Default })
        {
            Assert.Equal(2, segment.Search(data.Queries[0], new RowFilter(allowed, deleted), hits, options));
            Assert.Equal([5, 1999], hits[..2].Select(hit => hit.Row).Order());
            Assert.Equal(0, segment.Search(data.Queries[0], new RowFilter(new ulong[32]), hits, options));
        }
    }

    [Fact]
    public void A_filter_that_is_too_short_is_refused()
    {
        var segment = new DenseSegment(TestVectors.Create(100, 8).Quantize());
        Assert.Throws<ArgumentException>(() => segment.Search(new float[8], new RowFilter(new ulong[1]), new DenseHit[1]));
        Assert.Throws<ArgumentException>(() => segment.Search(new float[8], new RowFilter(default, new ulong[1]), new DenseHit[1]));
    }

    [Fact]
    public void An_empty_segment_answers_and_survives_its_file()
    {
        var segment = DenseSegment.Build(new QuantizedVectorsBuilder(12).Snapshot(), graphFrom: 0);
        Assert.Equal(0, segment.Search(new float[12], default, new DenseHit[3]));
        using var buffer = TestVectors.Buffer(TestVectors.Bytes(segment.WriteTo));
        Assert.Equal(0, DenseSegment.Open(buffer.Region).Search(new float[12], default, new DenseHit[3]));
    }

    [Fact]
    public void A_segment_opened_from_its_bytes_gives_the_same_hits()
    {
        var data = TestVectors.Create(3000, 40);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var bytes = TestVectors.Bytes(segment.WriteTo);
        using var buffer = TestVectors.Buffer(bytes);
        var opened = DenseSegment.Open(buffer.Region);
        Assert.NotNull(opened.Graph);
        Assert.Equal(bytes, TestVectors.Bytes(opened.WriteTo));
        var before = new DenseHit[20];
        var after = new DenseHit[20];
        foreach (var query in data.Queries)
        {
            segment.Search(query, default, before, Graph);
            opened.Search(query, default, after, Graph);
            Assert.Equal(before, after);
        }
    }

    [Fact]
    public void Searches_on_many_threads_give_what_one_gives()
    {
        var data = TestVectors.Create(4000, 32);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var allowed = TestVectors.Bits(4000, row => row % 2 == 0);
        DenseHit[] Ask(int i)
        {
            var hits = new DenseHit[10];
            var options = (i % 3) switch { 0 => Exact, 1 => Graph, _ => DenseSearchOptions.Default };
            segment.Search(data.Queries[i % data.Queries.Length], i % 2 == 0 ? default : new RowFilter(allowed), hits, options);
            return hits;
        }
        var alone = Enumerable.Range(0, 300).Select(Ask).ToArray();
        Parallel.For(0, 3000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => Assert.Equal(alone[i % 300], Ask(i % 300)));
    }

    [Fact]
    public void A_warm_search_allocates_nothing()
    {
        var data = TestVectors.Create(3000, 32);
        var segment = DenseSegment.Build(data.Quantize(), graphFrom: 1);
        var allowed = TestVectors.Bits(3000, row => row % 2 == 0);
        var hits = new DenseHit[10];
        for (var i = 0; i < 3; i++)
            AskAll();
        // Other tests share the pool of scratches; one undisturbed pass is enough.
        var least = long.MaxValue;
        for (var i = 0; i < 20 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            AskAll();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);

        void AskAll()
        {
            foreach (var query in data.Queries)
            {
                segment.Search(query, default, hits, Exact);
                segment.Search(query, default, hits, Graph);
                segment.Search(query, new RowFilter(allowed), hits, Graph);
            }
        }
    }

    [Fact]
    public void A_cancelled_scan_stops()
    {
        var segment = new DenseSegment(TestVectors.Create(5000, 8).Quantize());
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => segment.Search(new float[8], default, new DenseHit[1], Exact, cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(
            () => segment.Search(new float[8], default, new DenseHit[1], Exact with { Threads = 2 }, cancelled.Token));
    }
}
