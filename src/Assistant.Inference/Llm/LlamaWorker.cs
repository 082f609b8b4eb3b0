using System.Diagnostics;
using Assistant.Inference.Llm.Loading;
using Assistant.Inference.Llm.Memory;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm;

/// <summary>A llama.cpp context as the scheduler uses it: threads by the size of a step, adapters by name.</summary>
internal sealed class LlamaWorker : ILlmContext
{
    // Most tokens of a step that counts as small: a token of each of several requests.
    private const int SmallBatch = 16;
    private readonly LlamaContext context;
    private readonly IReadOnlyDictionary<string, LlamaAdapter> adapters;
    private readonly ThreadCounts threads;
    private readonly ThreadTuner? one, small, prompt;
    private (int One, int Many) set;

    /// <summary>Takes over a context.</summary>
    /// <param name="context">Owned from now on.</param>
    /// <param name="threads">Threads for steps of each size.</param>
    /// <param name="adapters">Adapters that requests can name.</param>
    /// <param name="mostThreads">Up to how many threads steps are tried with while serving; 0 leaves the counts as they are.</param>
    internal LlamaWorker(LlamaContext context, ThreadCounts threads, IReadOnlyDictionary<string, LlamaAdapter> adapters, int mostThreads = 0)
    {
        (this.context, this.threads, this.adapters) = (context, threads, adapters);
        set = (threads.Generation, threads.Prompt);
        if (mostThreads > 0)
        {
            one = new ThreadTuner(threads.Generation, mostThreads, ThreadMeasurement.WorthAll);
            small = new ThreadTuner(threads.SmallBatch, mostThreads);
            prompt = new ThreadTuner(threads.Prompt, mostThreads);
        }

        CanForgetParts = !context.Model.IsRecurrent && TriesToForget();
    }

    public int Capacity => context.ContextTokens;

    public int Sequences => context.Sequences;

    public int SequenceTokens => context.SequenceTokens;

    public int BatchTokens => context.BatchTokens;

    public bool CanForgetParts { get; }

    public bool CanShift => context.CanShift;

    public LlamaDecodeResult Decode(LlamaBatch batch, CancellationToken cancellationToken)
    {
        var (tuner, measured) = batch.Count switch { 1 => (one, threads.Generation), <= SmallBatch => (small, threads.SmallBatch), _ => (prompt, threads.Prompt) };
        var count = tuner?.Next(batch.Count) ?? measured;
        // A call with one token is generation to the engine and uses the first number, any other the second.
        var wanted = batch.Count == 1 ? (count, set.Many) : (set.One, count);
        if (wanted != set)
        {
            set = wanted;
            context.SetThreads(set.One, set.Many);
        }

        var started = Stopwatch.GetTimestamp();
        var result = context.Decode(batch, cancellationToken);
        if (result == LlamaDecodeResult.Done) tuner?.Took(batch.Count, Stopwatch.GetElapsedTime(started).TotalSeconds);
        return result;
    }

    public ReadOnlySpan<float> Logits(int row) => context.Logits(row);

    public void Use(IReadOnlyDictionary<string, float> adapters) => context.SetAdapters([.. adapters.Where(adapter => adapter.Value != 0).Select(adapter => (this.adapters[adapter.Key], adapter.Value))]);

    public bool Remove(int sequence, int start, int end) => context.Remove(sequence, start, end);

    public void Share(int source, int target, int end)
    {
        if (SequenceTokens == Capacity)
        {
            context.Copy(source, target, 0, end);
            return;
        }

        context.CopyCells(source, target);
        context.Remove(target, end);
    }

    public void Shift(int sequence, int start, int by) => context.Shift(sequence, start, -1, by);

    public byte[]? Save(int sequence) => context.SaveSequence(sequence);

    public void Restore(int sequence, ReadOnlySpan<byte> state) => context.RestoreSequence(sequence, state);

    public void Clear() => context.Clear();

    public void Dispose() => context.Dispose();

    /// <summary>Hybrid models have layers that cannot forget a part either; only trying tells.</summary>
    private bool TriesToForget()
    {
        var batch = new LlamaBatch(2);
        batch.Add(context.Model.Vocabulary.Bos ?? 0, 0, 0, false);
        batch.Add(context.Model.Vocabulary.Bos ?? 0, 1, 0, true);
        context.Decode(batch);
        var can = context.Remove(0, 1);
        context.Remove(0);
        return can;
    }
}
