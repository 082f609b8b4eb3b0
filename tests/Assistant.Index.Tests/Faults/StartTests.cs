using Assistant.Core.Retrieval;

namespace Assistant.Index.Tests.Faults;

/// <summary>The time between the start and the moment when everything can be found, and the end of searches.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_search_waits_until_the_log_is_replayed()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        log.AddText("alpha");
        await using (var first = IndexFixture.Open(folder, log))
            await first.CatchUpAsync();
        log.AddText("alpha");
        var replay = new TaskCompletionSource();
        var gate = new GatedChangeLog(log) { BeforeRead = after => after >= 1 ? replay.Task : Task.CompletedTask };
        await using var index = IndexFixture.Open(folder, gate, o => o.ReplayWaitSeconds = 600);
        var search = index.FindAsync("alpha");
        Assert.False(search.IsCompleted);
        replay.SetResult();
        Assert.Equal(2, (await search).Count);
    }

    [Fact]
    public async Task A_search_answers_from_what_was_applied_when_the_wait_is_over_and_says_up_to_where()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        log.AddText("alpha");
        await using (var first = IndexFixture.Open(folder, log))
            await first.CatchUpAsync();
        log.AddText("alpha");
        var replay = new TaskCompletionSource();
        var gate = new GatedChangeLog(log) { BeforeRead = after => after >= 1 ? replay.Task : Task.CompletedTask };
        await using var index = IndexFixture.Open(folder, gate, o => o.ReplayWaitSeconds = 0);
        var result = await index.SearchAsync(new IndexQuery("alpha", [], new SearchFilter(), 10));
        Assert.Equal((1, 1), (result.Legs[0].Hits.Count, result.AppliedSequence));
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await index.SearchAsync(new IndexQuery("alpha", [], new SearchFilter(), 10), cancel.Token));
        replay.SetResult();
        Assert.Equal(2, await index.CatchUpAsync());
    }

    [Theory]
    [InlineData("worda0 wordb1")]
    [InlineData("\"worda0 wordb1\"")]
    [InlineData("worda0 -wordb1")]
    [InlineData("word*")]
    [InlineData(null)]
    public async Task A_search_that_is_cancelled_on_its_way_ends_at_the_next_block(string? text)
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(6);
        for (var i = 0; i < 3; i++)
        {
            var (first, last) = log.Add([.. Enumerable.Range(0, 3000).Select(_ => HybridIndexTests.RandomChunk(random))]);
            log.AddVectors([.. Enumerable.Range(0, (int)(last - first + 1)).Select(k => new Core.Content.ChunkVector(first + k, "a", Core.Content.ContentKind.Text, new float[] { random.NextSingle(), 1 }))]);
        }

        await using var index = IndexFixture.Open(folder, log);
        await index.CatchUpAsync();
        using var cancel = new CancellationTokenSource();

        // The filter is asked once the postings of a segment are open: what it cancels is a search under way.
        var filter = new CancellingSet(cancel);
        DenseProbe[] probes = text is null ? [new("dense", "a", Core.Content.ContentKind.Text, new float[] { 1, 0 })] : [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await index.SearchAsync(new IndexQuery(text, probes, new SearchFilter(filter), 10), cancel.Token));
        Assert.True(filter.Asked);
    }

    private sealed class CancellingSet(CancellationTokenSource cancel) : HashSet<int>([0, 1, 2, 3]), IReadOnlySet<int>
    {
        public bool Asked { get; private set; }

        bool IReadOnlySet<int>.Contains(int item)
        {
            Asked = true;
            cancel.Cancel();
            return true;
        }
    }
}
