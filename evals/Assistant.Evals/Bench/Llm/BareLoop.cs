using System.Diagnostics;
using System.Numerics.Tensors;
using Assistant.Inference.Llm.Loading;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Bench.Llm;

/// <summary>The engine alone, the best token each time: one text, or several in step. What it reaches is the limit for whoever serves with it.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly LlamaContext one, many;
    private readonly LlamaBatch batch = new(512);

    internal BareLoop(LlamaModel model, ThreadCounts threads, int texts)
    {
        one = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 4096, BatchTokens = 512, Threads = threads.Generation, BatchThreads = threads.Prompt });
        many = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 512 * texts, BatchTokens = 512, Sequences = texts, UnifiedCache = false, Threads = threads.Generation, BatchThreads = threads.SmallBatch });
    }

    /// <summary>Tokens a second after the first.</summary>
    internal double Run(int[] prompt, int tokens) => Run(one, [prompt], tokens).AfterFirst;

    /// <summary>Tokens a second of prompts in step, each with cells of its own, the reading of the prompts included.</summary>
    internal double RunTogether(int[][] prompts, int tokens) => Run(many, prompts, tokens).Whole;

    public void Dispose()
    {
        one.Dispose();
        many.Dispose();
    }

    private (double AfterFirst, double Whole) Run(LlamaContext context, int[][] prompts, int tokens)
    {
        context.Clear();
        batch.Clear();
        var begun = Stopwatch.GetTimestamp();
        var rows = prompts.Select((prompt, sequence) => Add(prompt, sequence)).ToArray();
        var next = Next(context, rows);
        var started = Stopwatch.GetTimestamp();
        for (var i = 1; i < tokens; i++)
        {
            batch.Clear();
            for (var sequence = 0; sequence < next.Length; sequence++) rows[sequence] = batch.Add(next[sequence], prompts[sequence].Length + i - 1, sequence, output: true);
            next = Next(context, rows);
        }

        return (prompts.Length * (tokens - 1) / Stopwatch.GetElapsedTime(started).TotalSeconds, prompts.Length * tokens / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private int Add(int[] prompt, int sequence)
    {
        var row = 0;
        for (var i = 0; i < prompt.Length; i++) row = batch.Add(prompt[i], i, sequence, output: i == prompt.Length - 1);
        return row;
    }

    private int[] Next(LlamaContext context, int[] rows)
    {
        context.Decode(batch);
        return [.. rows.Select(row => TensorPrimitives.IndexOfMax(context.Logits(row)))];
    }
}
