using Assistant.Core.Content;
using Assistant.Index.Dense;
using Assistant.Index.Filters;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Tests.Segments;

public sealed class SegmentWorkTests
{
    private static readonly VectorSpace Space = new("a", ContentKind.Text, 8);
    private static readonly HashSet<object> Nothing = [];

    [Fact]
    public void A_flush_builds_no_graph_and_the_merge_of_vectors_does_it_once()
    {
        using var folder = new TemporaryFolder();
        var work = Work(folder, 1L << 30);
        var snapshot = IndexSnapshot.Empty.Replace([], [], [View(1, DenseSearchRule.GraphRows)]);
        Assert.Empty(work.VectorsToMerge(snapshot, Nothing));
        snapshot = Install(snapshot, work.Run(work.InMemory(snapshot, Nothing), graphs: false, default));
        Assert.Null(Assert.Single(snapshot.Vectors).Segment.Dense.Graph);
        Assert.Empty(work.TextToMerge(snapshot, Nothing));
        snapshot = Install(snapshot, work.Run(work.VectorsToMerge(snapshot, Nothing), graphs: true, default));
        Assert.NotNull(Assert.Single(snapshot.Vectors).Segment.Dense.Graph);
        Assert.Empty(work.VectorsToMerge(snapshot, Nothing));
        Assert.Equal(0, work.Memory);
    }

    [Fact]
    public void Vectors_that_together_need_more_memory_than_a_merge_may_take_stay_apart()
    {
        using var folder = new TemporaryFolder();
        var snapshot = IndexSnapshot.Empty.Replace([], [], [View(1, 1000), View(2001, 1000), View(4001, 1000)]);
        var large = Work(folder, 1L << 30);
        snapshot = large.InMemory(snapshot, Nothing).Aggregate(snapshot, (now, group) =>
            group.Vectors.Aggregate(now, (state, view) => Install(state, large.Run([new MergeResult([], null, [view], null)], graphs: false, default))));
        Assert.Equal(3, Assert.Single(large.VectorsToMerge(snapshot, Nothing)).Vectors.Count);

        // A row of width 8 takes 128 bytes, and 228 beside.
        Assert.Equal(2, Assert.Single(Work(folder, 2500 * 356).VectorsToMerge(snapshot, Nothing)).Vectors.Count);
        Assert.Empty(Work(folder, 1500 * 356).VectorsToMerge(snapshot, Nothing));
    }

    [Fact]
    public void A_merge_that_is_cancelled_leaves_no_files()
    {
        using var folder = new TemporaryFolder();
        var work = Work(folder, 1L << 30);
        var snapshot = IndexSnapshot.Empty.Replace([], [], [View(1, DenseSearchRule.GraphRows)]);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>((Action)MergeAgainAndAgain);
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Equal(0, work.Memory);

        void MergeAgainAndAgain()
        {
            while (true)
                work.Discard(work.Run(work.InMemory(snapshot, Nothing), graphs: true, cancel.Token));
        }
    }

    [Fact]
    public async Task A_pause_ends_the_present_merge_and_begins_no_other()
    {
        var running = new TaskCompletionSource();
        var merges = 0;
        using var stop = new CancellationTokenSource();
        using var loop = new MergeLoop(
            token =>
            {
                merges++;
                running.TrySetResult();
                token.WaitHandle.WaitOne();
                token.ThrowIfCancellationRequested();
                return true;
            },
            exception => throw exception);
        var task = Task.Run(() => loop.RunAsync(stop.Token));
        await running.Task;
        await loop.PauseAsync(default);
        var before = merges;
        running = new TaskCompletionSource();
        Assert.Equal(1, before);
        loop.Resume();
        await running.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await task;
    }

    private static SegmentWork Work(TemporaryFolder folder, long bytes) =>
        new(new SegmentFolder(folder.Path, SegmentFixture.Weights), SegmentFixture.Weights, new HnswOptions { ConstructionWidth = 16 }, 256, 2, bytes);

    private static IndexSnapshot Install(IndexSnapshot snapshot, List<MergeResult> results) => results.Aggregate(snapshot, (now, result) => result.Install(now));

    private static VectorView View(long firstKey, int count)
    {
        var random = new Random((int)firstKey);
        var builder = new QuantizedVectorsBuilder(Space.Dimensions, count);
        var values = new float[Space.Dimensions];
        for (var i = 0; i < count; i++)
        {
            foreach (ref var value in values.AsSpan())
                value = random.NextSingle() - 0.5f;
            builder.Add(values);
        }

        return new VectorView(new VectorSegment(Space, [.. Enumerable.Range(0, count).Select(i => new VectorRow(firstKey + i, new ChunkAttributes(1, ContentKind.Text, Language.None, "", 0)))], new DenseSegment(builder.Snapshot())));
    }
}
