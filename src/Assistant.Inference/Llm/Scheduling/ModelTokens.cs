using System.Buffers;
using System.Numerics.Tensors;
using Assistant.Core.Chat;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>A model's tokens with what its logits say about them. Thread-safe.</summary>
/// <param name="vocabulary">The model's.</param>
internal sealed class ModelTokens(LlamaVocabulary vocabulary)
{
    private readonly Lazy<int[]> closers = new(() => Closing(vocabulary));

    internal int Count => vocabulary.Count;

    /// <summary>
    /// Tokens that close JSON, in the order in which to try them: the end, a quote, a brace, a bracket. The quote stands before the
    /// brace, since a brace may also be a letter of a text.
    /// </summary>
    internal ReadOnlySpan<int> Closers => closers.Value;

    internal bool Ends(int token) => vocabulary.IsEndOfGeneration(token);

    internal ReadOnlyMemory<byte> Bytes(int token) => vocabulary.TextBytes(token);

    /// <summary>Logarithm of the sum of exponentials: subtracted from a logit it gives the natural log-probability.</summary>
    internal static float Normalizer(ReadOnlySpan<float> logits)
    {
        var buffer = ArrayPool<float>.Shared.Rent(logits.Length);
        try
        {
            var exponentials = buffer.AsSpan(0, logits.Length);
            var largest = TensorPrimitives.Max(logits);
            TensorPrimitives.Subtract(logits, largest, exponentials);
            TensorPrimitives.Exp(exponentials, exponentials);
            return largest + MathF.Log(TensorPrimitives.Sum<float>(exponentials));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>The tokens with the largest logits, best first; of equals the lower number.</summary>
    internal static int[] Best(ReadOnlySpan<float> logits, int count)
    {
        count = Math.Min(count, logits.Length);
        if (count == 0) return [];
        var best = new PriorityQueue<int, (float Logit, int Order)>(count + 1);
        var least = float.NegativeInfinity;
        for (var token = 0; token < logits.Length; token++)
        {
            if (best.Count == count && logits[token] <= least) continue;
            best.Enqueue(token, (logits[token], -token));
            if (best.Count > count) best.Dequeue();
            if (best.TryPeek(out _, out var lowest)) least = lowest.Logit;
        }

        var tokens = new int[count];
        for (var i = count - 1; i >= 0; i--) tokens[i] = best.Dequeue();
        return tokens;
    }

    private static int[] Closing(LlamaVocabulary vocabulary)
    {
        var all = Enumerable.Range(0, vocabulary.Count);
        return [.. all.Where(vocabulary.IsEndOfGeneration), .. "\"}]"u8.ToArray().SelectMany(mark => all.Where(token => vocabulary.TextBytes(token).Span.SequenceEqual([mark])).Take(1))];
    }

    /// <summary>A token as it is reported.</summary>
    internal TokenLogProbability Report(int token, ReadOnlySpan<float> logits, int alternatives)
    {
        var normalizer = Normalizer(logits);
        var best = new List<TokenLogProbability>(alternatives);
        foreach (var other in Best(logits, alternatives)) best.Add(new TokenLogProbability(other, vocabulary.Bytes(other), logits[other] - normalizer, []));
        return new TokenLogProbability(token, vocabulary.Bytes(token), logits[token] - normalizer, best);
    }
}
