using System.Diagnostics;
using System.Runtime.CompilerServices;
using Assistant.Core.Answering;
using Assistant.Inference.Llm.Memory;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Logging;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// Serves many requests with one engine: a thread of its own computes all of them step by step in common batches, lets in those
/// that wait as memory allows, users in turn, and lets go of those that were cancelled. Thread-safe.
/// </summary>
internal sealed partial class LlmScheduler : IDisposable
{
    // A step in which someone was cancelled is broken off after so long, so that slow steps do not hold slots.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private readonly ILlmContext context;
    private readonly SchedulerSettings settings;
    private readonly Drafting? drafting;
    private readonly ILogger logger;
    private readonly KvCache cache;
    private readonly EngineStep step;
    private readonly FairQueue<Generation> queue;
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly List<Generation> running = [];
    private readonly Thread thread;
    private CancellationTokenSource breakOff = new();
    private long stepStarted;
    private volatile bool isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="context">The engine; owned from now on.</param>
    /// <param name="settings">How requests share it.</param>
    /// <param name="drafting">Writes ahead; owned from now on; null for none.</param>
    /// <param name="logger">Log.</param>
    internal LlmScheduler(ILlmContext context, SchedulerSettings settings, Drafting? drafting, ILogger logger)
    {
        (this.context, this.settings, this.drafting, this.logger) = (context, settings, drafting, logger);
        cache = new KvCache(context, context.Capacity, context.Sequences, context.CanForgetParts, settings.StoreBytes, context.SequenceTokens);
        step = new EngineStep(context, cache, settings.PromptChunk, drafting);
        queue = new FairQueue<Generation>(settings.QueueLimit, settings.QueuePerUser);
        thread = new Thread(Run) { Name = "llm", IsBackground = true };
        thread.Start();
    }

    /// <summary>What goes on now.</summary>
    internal LlmLoad Load { get; private set; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Runs a request; leaving the enumeration early cancels it.</summary>
    /// <param name="generation">The request; owned from now on.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ChatModelException">It does not fit, too many wait, it took too long, or the engine failed.</exception>
    internal async IAsyncEnumerable<LlmPiece> RunAsync(Generation generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(generation);
        try
        {
            using var cancelled = cancellationToken.UnsafeRegister(static state => (((LlmScheduler, Generation))state!).Item1.Cancel((((LlmScheduler, Generation))state).Item2), (this, generation));
            await foreach (var piece in generation.Output.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return piece;
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            if (!generation.IsOver) Cancel(generation);
        }
    }

    /// <summary>Ends the thread; what runs and waits fails.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed) return;
            isClosed = true;
            breakOff.Cancel();
        }

        wake.Set();
        thread.Join();
        wake.Dispose();
        breakOff.Dispose();
    }

    private void Enter(Generation generation)
    {
        var entry = Entry.QueueFull;
        lock (gate)
        {
            if (isClosed)
            {
                generation.Dispose();
                throw new ChatModelException("The language model was unloaded.", isUnreachable: true, null);
            }

            if (generation.Slots <= settings.Slots && Limit(generation) <= cache.SequenceCapacity) entry = queue.Add(generation.Request.User, generation);
        }

        if (entry == Entry.Accepted)
        {
            wake.Set();
            return;
        }

        generation.Dispose();
        throw generation switch
        {
            _ when generation.Slots > settings.Slots => new ChatModelException($"A search with {generation.Slots} beams needs as many slots, and there are {settings.Slots}. Use fewer beams, or raise Assistant:Llm:Serving:Slots."),
            _ when Limit(generation) > cache.SequenceCapacity => new ChatModelException($"The request may grow to {Limit(generation)} tokens, and the engine's memory holds {cache.SequenceCapacity}. Ask for fewer tokens or beams, or raise Assistant:Llm:Serving:CacheTokens."),
            _ when entry == Entry.UserFull => new ChatModelException($"{settings.QueuePerUser} requests of this user wait already. Try again later.", isUnreachable: true, null),
            _ => new ChatModelException($"{settings.QueueLimit} requests wait for the language model already. Try again later.", isUnreachable: true, null),
        };
    }

    private void Cancel(Generation generation)
    {
        generation.Cancel();
        lock (gate)
        {
            if (isClosed) return;
            if (queue.Remove(generation.Request.User, generation))
            {
                generation.Release(cache);
                return;
            }

            if (stepStarted != 0)
            {
                // With nobody else in the step at once.
                var others = step.Lanes.Exists(lane => !lane.Owner.IsCancelled);
                var left = others ? Patience - Stopwatch.GetElapsedTime(stepStarted) : TimeSpan.Zero;
                breakOff.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
        }

        wake.Set();
    }

    private void Run()
    {
        while (!isClosed)
        {
            try
            {
                var changed = LetGo() | LetIn();
                if (changed && running.Count > 0) cache.Tidy();
                if (running.Count == 0) wake.WaitOne();
                else Step();
            }
            catch (Exception failure)
            {
                // The thread goes on whatever happens: without it every later request would hang.
                LogFailed(failure, running.Count);
                Fail([.. running], failure);
            }
        }

        var over = new ChatModelException("The language model was unloaded while it answered.", isUnreachable: true, null);
        lock (gate) running.AddRange(queue.RemoveAll(_ => true));
        foreach (var generation in running)
        {
            generation.Fail(over);
            generation.Release(cache);
        }

        drafting?.Dispose();
        context.Dispose();
    }

    /// <returns>Whether someone left.</returns>
    private bool LetGo()
    {
        var before = running.Count;
        foreach (var generation in running.Where(generation => generation.Age > settings.Timeout))
        {
            generation.Fail(new ChatModelException($"The language model took longer than {settings.Timeout.TotalSeconds:0} seconds. Ask for less, or raise Assistant:Llm:Queue:TimeoutSeconds.", isUnreachable: true, null));
        }

        for (var i = running.Count - 1; i >= 0; i--)
        {
            if (!running[i].IsCancelled && !running[i].IsOver) continue;
            running[i].Release(cache);
            running.RemoveAt(i);
        }

        return running.Count < before;
    }

    /// <returns>Whether someone came.</returns>
    private bool LetIn()
    {
        lock (gate)
        {
            foreach (var late in queue.RemoveAll(generation => generation.Age > settings.QueueTimeout))
            {
                late.Fail(new ChatModelException($"The request waited {settings.QueueTimeout.TotalSeconds:0} seconds for the language model. Try again later.", isUnreachable: true, null));
                late.Release(cache);
            }

            var before = running.Count;
            while (queue.Take(Fits) is { } next)
            {
                running.Add(next);
                next.Start(cache.Begin(next.Request.Prompt.AsSpan()[..^1], next.AdapterKey, Limit(next)));
                EngineStep.Await(next.Lanes[0], running);
            }

            Load = new LlmLoad(queue.Count, running.Count, cache.Kept + cache.Stored.Count, cache.Used, cache.Capacity, cache.Stored.Bytes);
            return running.Count > before;
        }
    }

    private bool Fits(Generation generation)
    {
        var taken = running.Sum(other => other.Slots);
        if (taken + generation.Slots > settings.Slots) return false;
        var own = running.Where(other => other.Request.User == generation.Request.User).Sum(other => other.Slots);
        return (own == 0 || own + generation.Slots <= settings.SlotsPerUser) && cache.Fits(generation.Request.Prompt.AsSpan()[..^1], generation.AdapterKey, Limit(generation));
    }

    /// <summary>Tokens of one sequence's cells to set aside: for all lines where they share them, else for the longest.</summary>
    private int Limit(Generation generation) => cache.IsUnified ? generation.Limit : generation.LineLimit;

    private void Step()
    {
        if (!step.Fill(running)) return;
        var started = Stopwatch.GetTimestamp();
        lock (gate)
        {
            if (!breakOff.TryReset())
            {
                breakOff.Dispose();
                breakOff = new CancellationTokenSource();
            }

            if (isClosed) breakOff.Cancel();
            stepStarted = started;
        }

        LlamaDecodeResult result;
        try
        {
            result = step.Run(breakOff.Token);
        }
        catch (LlamaException failure)
        {
            Fail([.. step.Lanes.Select(lane => lane.Owner).Distinct()], failure);
            return;
        }
        finally
        {
            lock (gate) stepStarted = 0;
        }

        switch (result)
        {
            case LlamaDecodeResult.Done:
                LlmTelemetry.Stepped(started, step.Count);
                Advance();
                break;
            case LlamaDecodeResult.Cancelled:
                step.Undo();
                break;
            default:
                Fail([.. step.Lanes.Select(lane => lane.Owner).Distinct()], new LlamaException("The engine found no room in its memory."));
                break;
        }
    }

    private void Advance()
    {
        foreach (var lane in step.Lanes)
        {
            if (lane.Row < 0 || lane.Owner.IsOver || lane.Owner.IsCancelled) continue;
            try
            {
                lane.Owner.Advance(lane, context, cache);
            }
            catch (Exception failure)
            {
                // One request's sampler is no reason to fail the others.
                LogFailed(failure, 1);
                lane.Owner.Fail(new ChatModelException("The language model could not go on with this request.", isUnreachable: true, failure));
            }
        }
    }

    /// <summary>Fails requests and begins with an empty memory; the others are computed again from their text.</summary>
    private void Fail(List<Generation> failed, Exception failure)
    {
        LogFailed(failure, failed.Count);
        foreach (var generation in failed) generation.Fail(new ChatModelException($"The engine failed while it answered: {failure.Message} Try again; if it repeats, run: assistant doctor", isUnreachable: true, failure));
        foreach (var lane in running.SelectMany(generation => generation.Lanes)) lane.Drafts.Clear();
        cache.Clear();
    }

    [LoggerMessage(LogLevel.Error, "The engine failed; {Count} requests end.")]
    private partial void LogFailed(Exception failure, int count);
}
