using System.Diagnostics;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm;

/// <summary>
/// Threads for a step of the engine by its size. More threads are not always faster: a small step has little work to share out, and
/// threads that wait for each other on busy cores take many times as long. So it is measured.
/// </summary>
/// <param name="One">For one token.</param>
/// <param name="Few">For a token of each of several requests.</param>
/// <param name="Prompt">For pieces of prompts.</param>
internal readonly record struct ThreadChoice(int One, int Few, int Prompt)
{
    /// <summary>Most tokens of a step that counts as few.</summary>
    internal const int FewTokens = 16;

    private const int PromptTokens = 64, Rounds = 3;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.7);

    /// <summary>
    /// Measures steps of each size with all cores, half of them and so on to one, on an empty context, and leaves it empty. A large
    /// model, for which more threads are better anyway, is tried with all cores only. Takes some two seconds.
    /// </summary>
    /// <param name="context">The context, with room for 64 tokens in a batch or less.</param>
    /// <param name="threads">Fixed number for writing; 0 to measure.</param>
    /// <param name="promptThreads">Fixed number for prompts; 0 to measure.</param>
    internal static ThreadChoice Measure(LlamaContext context, int threads, int promptThreads)
    {
        if (threads > 0 && promptThreads > 0) return new ThreadChoice(threads, threads, promptThreads);
        var one = threads > 0 ? threads : Fastest(context, 1);
        var few = threads > 0 ? threads : Fastest(context, Math.Min(FewTokens / 2, context.BatchTokens));
        var prompt = promptThreads > 0 ? promptThreads : Fastest(context, Math.Min(PromptTokens, context.BatchTokens));
        return new ThreadChoice(one, few, prompt);
    }

    private static int Fastest(LlamaContext context, int tokens)
    {
        var started = Stopwatch.GetTimestamp();
        var batch = new LlamaBatch(tokens);
        var token = context.Model.Vocabulary.Bos ?? 0;
        for (var i = 0; i < tokens; i++) batch.Add(token, i, 0, i == tokens - 1);
        var (best, least) = (1, double.MaxValue);
        foreach (var count in Counts())
        {
            context.SetThreads(count, count);
            // The first run with another number of threads also starts them.
            Run(context, batch);
            var time = double.MaxValue;
            for (var round = 0; round < Rounds; round++) time = Math.Min(time, Run(context, batch));
            if (time < least * 0.97) (best, least) = (count, time);
            if (Stopwatch.GetElapsedTime(started) > Budget) break;
        }

        return best;
    }

    private static IEnumerable<int> Counts()
    {
        var cores = Environment.ProcessorCount;
        for (var count = cores; count > 1; count /= 2) yield return count;
        yield return 1;
    }

    private static double Run(LlamaContext context, LlamaBatch batch)
    {
        var started = Stopwatch.GetTimestamp();
        context.Decode(batch);
        // A graphics card works on while the call is back; its output is waited for.
        _ = context.Logits(batch.Count - 1);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        context.Remove(0);
        return time;
    }
}
