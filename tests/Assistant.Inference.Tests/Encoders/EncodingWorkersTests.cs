using Assistant.Inference.Encoders;
using Assistant.Inference.Encoders.Batching;

namespace Assistant.Inference.Tests.Encoders;

public sealed class EncodingWorkersTests : IDisposable
{
    private const int Many = 100_000;
    private readonly GatedTower tower = new();
    private readonly List<IDisposable> workers = [];

    public void Dispose()
    {
        foreach (var worker in workers) worker.Dispose();
        tower.Dispose();
    }

    [Fact]
    public async Task Inputs_of_several_callers_share_a_batch_and_each_gets_its_own()
    {
        var lane = Workers();
        var first = lane.EncodeAsync([1], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 1);
        var (second, third) = (lane.EncodeAsync([2, 3], _ => 0, default), lane.EncodeAsync([4], _ => 0, default));
        tower.Let(Many);

        Assert.Equal([1], (await first).Select(v => (int)v[0]));
        Assert.Equal([2, 3], (await second).Select(v => (int)v[0]));
        Assert.Equal([4], (await third).Select(v => (int)v[0]));
        Assert.Equal([2, 3, 4], tower.Batches.Last().Values.Order());
    }

    [Fact]
    public async Task No_batch_is_larger_than_allowed_and_the_order_of_results_is_that_of_inputs()
    {
        var lane = Workers(batch: 5, queue: 1_000);
        tower.Let(Many);
        int[] values = [.. Enumerable.Range(0, 503).Select(i => i * 37 % 503)];

        var vectors = await lane.EncodeAsync(values, value => value, default);

        Assert.Equal(values, vectors.Select(v => (int)v[0]));
        Assert.All(tower.Batches, b => Assert.InRange(b.Values.Length, 1, 5));
    }

    [Fact]
    public async Task A_batch_holds_the_oldest_input_and_those_of_its_length()
    {
        var lane = Workers(batch: 3);
        var running = lane.EncodeAsync([0], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 1);
        var waiting = lane.EncodeAsync([50, 1, 49, 2, 900, 51], value => value, default);
        tower.Let(Many);
        await Task.WhenAll(running, waiting);

        Assert.Equal([49, 50, 51], tower.Batches.ElementAt(1).Values.Order());
        Assert.Equal([1, 2, 900], tower.Batches.ElementAt(2).Values.Order());
    }

    [Fact]
    public async Task Few_inputs_are_spread_over_all_threads()
    {
        var lane = Workers(threads: 2, batch: 8);
        var busy = lane.EncodeAsync([100, 101], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Sum(b => b.Values.Length) == 2);
        Assert.Equal(2, tower.Batches.Count);
        var next = lane.EncodeAsync([1, 2, 3, 4, 5, 6], _ => 0, default);
        tower.Let(Many);
        await Task.WhenAll(busy, next);

        Assert.Equal(3, tower.Batches.ElementAt(2).Values.Length);
    }

    [Fact]
    public async Task Past_the_length_of_the_queue_callers_wait()
    {
        var lane = Workers(batch: 1, queue: 4);
        var handedIn = 0;
        var call = lane.EncodeAsync([.. Enumerable.Range(0, 20)], _ => Interlocked.Increment(ref handedIn), default);

        // One is being computed, four wait, and the next one waits outside.
        await GatedTower.Until(() => tower.Batches.Count == 1 && Volatile.Read(ref handedIn) >= 5);
        await Task.Delay(50);
        Assert.InRange(Volatile.Read(ref handedIn), 5, 6);
        tower.Let(Many);
        Assert.Equal(20, (await call).Length);
    }

    [Fact]
    public async Task Queries_overtake_an_ingestion_that_is_stuck()
    {
        using var queryTower = new GatedTower();
        queryTower.Let(Many);
        var ingestion = Workers();
        using var queries = new EncodingWorkers<int>(queryTower, EncodingLane.Query, 1, new EncoderEngineOptions(), new EncoderTelemetry("test", "text"));
        var stuck = ingestion.EncodeAsync([.. Enumerable.Range(0, 100)], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 1);

        Assert.Equal(7, (await queries.EncodeAsync([7], _ => 0, default).WaitAsync(TimeSpan.FromMinutes(3)))[0][0]);
        Assert.False(stuck.IsCompleted);
        tower.Let(Many);
        await stuck;
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_at_once_and_its_inputs_are_not_computed()
    {
        var lane = Workers(batch: 1);
        var first = lane.EncodeAsync([1], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 1);
        using var stop = new CancellationTokenSource();
        var second = lane.EncodeAsync([2, 3], _ => 0, stop.Token);
        var third = lane.EncodeAsync([4], _ => 0, default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromMinutes(3)));
        tower.Let(Many);
        await Task.WhenAll(first, third);
        Assert.Equal([1, 4], tower.Batches.SelectMany(b => b.Values));
    }

    [Fact]
    public async Task A_running_batch_is_stopped_when_everyone_who_waits_for_it_has_left()
    {
        var lane = Workers(batch: 2);
        var blocker = lane.EncodeAsync([0], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 1);
        using var stop = new CancellationTokenSource();
        Task[] leaving = [lane.EncodeAsync([1], _ => 0, stop.Token), lane.EncodeAsync([2], _ => 0, stop.Token)];
        tower.Let(1);
        await blocker;
        await GatedTower.Until(() => tower.Batches.Count == 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(leaving).WaitAsync(TimeSpan.FromMinutes(3)));

        // The thread is free again, though nobody let that batch through.
        var next = lane.EncodeAsync([3], _ => 0, default);
        await GatedTower.Until(() => tower.Batches.Count == 3);
        tower.Let(1);
        Assert.Equal(3, (await next)[0][0]);
    }

    [Fact]
    public async Task A_failed_batch_fails_its_callers_only()
    {
        var lane = Workers(batch: 1);
        tower.Broken.Add(2);
        tower.Let(Many);

        await Assert.ThrowsAsync<InvalidDataException>(() => lane.EncodeAsync([1, 2, 3], _ => 0, default));
        Assert.Equal(4, (await lane.EncodeAsync([4], _ => 0, default))[0][0]);
    }

    [Fact]
    public async Task Disposal_fails_what_runs_waits_and_comes()
    {
        var lane = Workers(batch: 1, queue: 2);
        var calls = Enumerable.Range(0, 40).Select(i => lane.EncodeAsync([i], _ => 0, default)).ToArray();
        await GatedTower.Until(() => tower.Batches.Count == 1);
        lane.Dispose();

        foreach (var call in calls) await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public async Task A_batch_over_its_time_fails_with_that()
    {
        var lane = new EncodingWorkers<int>(tower, EncodingLane.Ingestion, 1, new EncoderEngineOptions { TimeoutSeconds = 1 }, new EncoderTelemetry("test", "text"));
        workers.Add(lane);

        await Assert.ThrowsAsync<TimeoutException>(() => lane.EncodeAsync([1], _ => 0, default).WaitAsync(TimeSpan.FromMinutes(3)));
    }

    private EncodingWorkers<int> Workers(int threads = 1, int batch = 8, int queue = 256)
    {
        var lane = new EncodingWorkers<int>(tower, EncodingLane.Ingestion, threads, new EncoderEngineOptions { BatchSize = batch, QueueLength = queue }, new EncoderTelemetry("test", "text"));
        workers.Add(lane);
        return lane;
    }
}
