using System.Diagnostics;
using Assistant.Core.Answering;
using Assistant.Inference.Llm;
using Assistant.Inference.Llm.Scheduling;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm;

public sealed class LlmSchedulerFaultTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    /// <summary>Seconds that clients come and go: <c>ASSISTANT_SOAK_SECONDS</c>, else 5.</summary>
    private static readonly int SoakSeconds = int.TryParse(Environment.GetEnvironmentVariable("ASSISTANT_SOAK_SECONDS"), out var seconds) ? seconds : 5;

    private const string Story = "The people of the small town read every letter that came down the river.";

    [RequiresLlamaFact]
    public async Task A_cancelled_request_frees_its_slot_for_the_next_step()
    {
        var (context, steps) = (new FaultyContext(TinyModel.Worker(tiny.Model)), 0);
        context.BeforeStep = (step, _) => Volatile.Write(ref steps, step);
        using var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 1 }, context);
        await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 4)));
        for (var round = 0; round < 9; round++)
        {
            using var giveUp = new CancellationTokenSource();
            var pieces = scheduler.RunAsync(tiny.Generation(tiny.Request(Story, 1500)), giveUp.Token).GetAsyncEnumerator();
            Assert.True(await pieces.MoveNextAsync());

            await giveUp.CancelAsync();
            var before = Volatile.Read(ref steps);
            await Written.OfAsync(scheduler, tiny.Generation(tiny.Request("x", 1)));

            // The step under way ends, then the next request gets the only slot and writes; 1,500 steps were ordered.
            Assert.InRange(Volatile.Read(ref steps) - before, 1, 3);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (await pieces.MoveNextAsync())
                {
                }
            });
        }
    }

    [RequiresLlamaFact]
    public async Task A_step_that_takes_long_is_broken_off_for_a_cancelled_request()
    {
        var context = new FaultyContext(TinyModel.Worker(tiny.Model));
        using var entered = new SemaphoreSlim(0);
        using var scheduler = tiny.Scheduler(context: context);
        context.BeforeStep = (_, token) =>
        {
            entered.Release();
            token.WaitHandle.WaitOne(TimeSpan.FromMinutes(3));
        };
        using var giveUp = new CancellationTokenSource();
        var lost = Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 10)), giveUp.Token);
        await entered.WaitAsync();

        var started = Stopwatch.GetTimestamp();
        context.BeforeStep = (_, _) => { };
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 60);
        Assert.Equal(tiny.Reference(tiny.Prompt(Story), 5), (await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0)))).Ids);
    }

    [RequiresLlamaFact]
    public async Task A_failure_of_the_engine_fails_the_requests_in_that_step_alone()
    {
        var context = new FaultyContext(TinyModel.Worker(tiny.Model));
        using var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 2 }, context);
        context.BeforeStep = (step, _) =>
        {
            if (step == 3) throw new LlamaException("the device is lost.");
        };
        var requests = Enumerable.Range(0, 6).Select(i => Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{i} {Story}", 12, logProbabilities: 0)))).ToList();

        var results = await Task.WhenAll(requests.Select(async (request, i) =>
        {
            try
            {
                return (Written: await request, Failure: null);
            }
            catch (ChatModelException failure)
            {
                return (Written: (Written?)null, Failure: (ChatModelException?)failure);
            }
        }));

        Assert.InRange(results.Count(result => result.Failure is not null), 1, 2);
        Assert.All(results.Select(result => result.Failure).OfType<ChatModelException>(), failure => Assert.True(failure.IsUnreachable && failure.Message.Contains("the device is lost", StringComparison.Ordinal)));
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Written is { } written) Assert.Equal(tiny.Reference(tiny.Prompt($"{i} {Story}"), 12), written.Ids);
        }
    }

    [RequiresLlamaFact]
    public Task Clients_that_come_and_go_leave_nothing_behind() => ComeAndGoAsync(TinyModel.Worker(tiny.Model));

    [RequiresLlamaFact]
    public Task Clients_that_come_and_go_leave_nothing_behind_in_cells_of_their_own() => ComeAndGoAsync(TinyModel.Worker(tiny.Model, 8 * 512, sequences: 8, isUnified: false));

    private async Task ComeAndGoAsync(LlamaWorker worker)
    {
        using var scheduler = tiny.Scheduler(new SchedulerSettings { QueueLimit = 1000, QueuePerUser = 1000 }, worker);
        var deadline = Stopwatch.GetTimestamp() + (SoakSeconds * Stopwatch.Frequency);
        var finished = 0;
        // What is used once all have been there for a while, against what is used after the last has gone.
        var settled = Task.Delay(TimeSpan.FromSeconds(SoakSeconds / 5.0)).ContinueWith(_ => Environment.WorkingSet, TaskScheduler.Default);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async client =>
        {
            var random = new Random(client);
            while (Stopwatch.GetTimestamp() < deadline)
            {
                var request = tiny.Request($"{Story} {random.Next(20)}", random.Next(1, 60)) with { User = $"u{client % 7}", Beams = random.Next(10) == 0 ? 3 : 1 };
                using var giveUp = new CancellationTokenSource();
                if (random.Next(2) == 0) giveUp.CancelAfter(random.Next(1, 60));
                try
                {
                    var pieces = random.Next(1, 30);
                    await foreach (var piece in scheduler.RunAsync(tiny.Generation(request), giveUp.Token))
                    {
                        if (piece.End is not null) Interlocked.Increment(ref finished);
                        if (--pieces == 0) break;
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        }));

        // One more request, after which the engine has let go of all others.
        var last = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0)));
        Assert.Equal(tiny.Reference(tiny.Prompt(Story), 5), last.Ids);
        await WaitUntil(() => scheduler.Load is { Running: 0, Waiting: 0 });
        Assert.InRange(scheduler.Load.UsedTokens, 0, scheduler.Load.Capacity);
        Assert.True(finished > 0);
        // Other tests beside it take memory too: only a long run, made alone, tells.
        var before = await settled;
        GC.Collect();
        if (SoakSeconds >= 60) Assert.InRange(Environment.WorkingSet - before, long.MinValue, 64L << 20);
    }

    [RequiresLlamaFact]
    public async Task Users_take_turns_when_requests_wait()
    {
        using var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 1 });
        var started = new System.Collections.Concurrent.ConcurrentBag<(string User, double At)>();
        var busy = Ask("first", 1800);
        await WaitUntil(() => scheduler.Load.Running == 1);
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Ask("many", 40)), Ask("one", 40)];

        await Task.WhenAll(waiting.Append(busy));

        // By when the engine took them up; their ends are told by threads that may overtake each other.
        Assert.Equal(["first", "many", "one", "many", "many"], started.OrderBy(request => request.At).Select(request => request.User));

        async Task Ask(string user, int tokens)
        {
            var generation = tiny.Generation(tiny.Request($"{Story} {user}", tokens) with { User = user });
            var asked = Stopwatch.GetTimestamp();
            var written = await Written.OfAsync(scheduler, generation);
            started.Add((user, Stopwatch.GetElapsedTime(0, asked).TotalMilliseconds + written.End.QueueMs));
        }
    }

    [RequiresLlamaFact]
    public async Task Too_many_and_too_long_waits_are_refused_with_advice()
    {
        // An engine so slow that it is busy for longer than the others wait.
        var context = new FaultyContext(TinyModel.Worker(tiny.Model)) { BeforeStep = (_, token) => token.WaitHandle.WaitOne(10) };
        using var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 1, QueueLimit = 2, QueueTimeout = TimeSpan.FromMilliseconds(500) }, context);
        using var giveUp = new CancellationTokenSource();
        var busy = scheduler.RunAsync(tiny.Generation(tiny.Request(Story, 1800)), giveUp.Token).GetAsyncEnumerator();
        Assert.True(await busy.MoveNextAsync());
        var waiting = Enumerable.Range(0, 2).Select(_ => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 1)))).ToList();

        var full = await Assert.ThrowsAsync<ChatModelException>(() => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 1))));
        var late = await Assert.ThrowsAsync<ChatModelException>(() => waiting[0]);
        await Assert.ThrowsAsync<ChatModelException>(() => waiting[1]);

        Assert.Contains("wait", full.Message, StringComparison.Ordinal);
        Assert.Contains("waited", late.Message, StringComparison.Ordinal);
        Assert.True(full.IsUnreachable && late.IsUnreachable);
        await giveUp.CancelAsync();
        await busy.DisposeAsync();
        Assert.Equal(5, (await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0)))).Ids.Length);
    }

    [RequiresLlamaFact]
    public async Task What_can_never_fit_is_refused_at_once()
    {
        using var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 2 }, TinyModel.Worker(tiny.Model, cells: 256));

        var tooLong = await Assert.ThrowsAsync<ChatModelException>(() => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 1000))));
        var tooWide = await Assert.ThrowsAsync<ChatModelException>(() => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 2) with { Beams = 3 })));

        Assert.Contains("CacheTokens", tooLong.Message, StringComparison.Ordinal);
        Assert.Contains("Slots", tooWide.Message, StringComparison.Ordinal);
        Assert.False(tooLong.IsUnreachable);
    }

    [RequiresLlamaFact]
    public async Task Requests_in_memory_too_small_for_all_are_computed_one_after_the_other()
    {
        using var scheduler = tiny.Scheduler(context: TinyModel.Worker(tiny.Model, cells: 256));

        var written = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{i} {Story}", 70, logProbabilities: 0)))));

        for (var i = 0; i < written.Length; i++) Assert.Equal(70, written[i].Ids.Length);
    }

    [RequiresLlamaFact]
    public async Task An_engine_that_is_unloaded_tells_those_who_wait()
    {
        var scheduler = tiny.Scheduler(new SchedulerSettings { Slots = 1 });
        var requests = Enumerable.Range(0, 3).Select(_ => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 1800)))).ToList();

        scheduler.Dispose();

        foreach (var request in requests) Assert.True((await Assert.ThrowsAsync<ChatModelException>(() => request)).IsUnreachable);
        Assert.Throws<ChatModelException>(() => scheduler.RunAsync(tiny.Generation(tiny.Request(Story, 1)), default).ToBlockingEnumerable().Count());
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        for (var tries = 0; !condition() && tries < 1000; tries++) await Task.Delay(10);
        Assert.True(condition());
    }
}
