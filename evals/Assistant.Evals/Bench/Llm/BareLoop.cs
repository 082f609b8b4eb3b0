using System.Diagnostics;
using Assistant.Inference.Llm.Loading;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Bench.Llm;

/// <summary>The engine alone: one sequence, one call a token, the best token each time.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly LlamaContext context;
    private readonly LlamaBatch batch = new(512);

    internal BareLoop(LlamaModel model, ThreadCounts threads) =>
        context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 4096, BatchTokens = 512, Threads = threads.Generation, BatchThreads = threads.Prompt });

    /// <summary>Tokens a second after the first.</summary>
    internal double Run(int[] prompt, int tokens)
    {
        context.Clear();
        batch.Clear();
        for (var i = 0; i < prompt.Length; i++) batch.Add(prompt[i], i, 0, output: i == prompt.Length - 1);
        var next = Next();
        var started = Stopwatch.GetTimestamp();
        for (var i = 1; i < tokens; i++)
        {
            batch.Clear();
            batch.Add(next, prompt.Length + i - 1, 0, output: true);
            next = Next();
        }

        return (tokens - 1) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose() => context.Dispose();

    private int Next()
    {
        context.Decode(batch);
        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(context.Logits(batch.Count - 1));
    }
}
