using Assistant.Inference.Llm.Memory;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Logging;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// Speculative decoding (Leviathan et al. 2023): a small model of the same vocabulary writes a few tokens ahead, its most probable
/// ones, and the model checks them all in one step. Used by the engine's thread alone.
/// </summary>
/// <param name="context">The small model's engine; owned from now on.</param>
/// <param name="ahead">Tokens to write ahead at most.</param>
/// <param name="promptChunk">Tokens of prompts that it reads in a step.</param>
/// <param name="logger">Log.</param>
/// <param name="leastProbability">Where the small model is less sure than that it stops: a guess below even odds seldom pays for its place in the batch.</param>
internal sealed partial class Drafting(ILlmContext context, int ahead, int promptChunk, ILogger logger, double leastProbability = 0.5) : IDisposable
{
    private readonly KvCache cache = new(context, context.Capacity, context.Sequences, context.CanForgetParts);
    private readonly LlamaBatch batch = new(context.BatchTokens);
    private readonly Dictionary<Lane, KvSequence> sequences = [];

    /// <summary>Writes ahead in each of the lanes, whose text is computed but for the last token.</summary>
    internal void Propose(IEnumerable<Lane> lanes)
    {
        Forget();
        try
        {
            var writing = CatchUp(lanes.Where(lane => Ahead(lane) > 0));
            while (writing.Count > 0)
            {
                context.Decode(batch, CancellationToken.None);
                var next = new List<(Lane Lane, int Token)>();
                foreach (var (lane, row) in writing)
                {
                    var logits = context.Logits(row);
                    var token = ModelTokens.Best(logits, 1)[0];
                    if (Math.Exp(logits[token] - ModelTokens.Normalizer(logits)) < leastProbability) continue;
                    lane.Drafts.Add(token);
                    if (lane.Drafts.Count < Ahead(lane)) next.Add((lane, token));
                }

                batch.Clear();
                writing = [.. next.Where(pair => cache.MakeRoom(1)).Select(pair => (pair.Lane, Add(sequences[pair.Lane], pair.Token, output: true)))];
            }
        }
        catch (LlamaException failure)
        {
            // Drafts only save time: without them the model itself writes on.
            LogFailed(failure);
            cache.Clear();
            foreach (var lane in sequences.Keys) lane.Drafts.Clear();
        }
    }

    public void Dispose() => context.Dispose();

    /// <summary>Drafts that a lane can use: not past what it may write.</summary>
    private int Ahead(Lane lane) => lane.Owner is SamplingGeneration
        ? Math.Min(ahead, Math.Min(lane.Owner.Request.MaxTokens - lane.Owner.Written, lane.Owner.Limit - lane.Tokens.Count) - 1)
        : 0;

    /// <summary>Computes what the small model has not read yet, a piece of a long prompt at a time.</summary>
    /// <returns>Lanes that it has read to the end, with the row of their output.</returns>
    private List<(Lane Lane, int Row)> CatchUp(IEnumerable<Lane> lanes)
    {
        batch.Clear();
        var read = new List<(Lane, int)>();
        foreach (var lane in lanes)
        {
            if (!sequences.TryGetValue(lane, out var sequence))
            {
                if (sequences.Count == context.Sequences) continue;
                sequences[lane] = sequence = cache.Begin(lane.Text[..^1], "", lane.Owner.Limit);
            }

            var agreed = Math.Min(lane.Text.CommonPrefixLength(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sequence.Tokens)), lane.Tokens.Count - 1);
            agreed = cache.Truncate(sequence, agreed);
            var count = Math.Min(lane.Tokens.Count - agreed, Math.Min(promptChunk, batch.Capacity - batch.Count));
            if (count == 0 || !cache.MakeRoom(count)) continue;
            for (var place = agreed; place < agreed + count; place++)
            {
                var isLast = place == lane.Tokens.Count - 1;
                var row = Add(sequence, lane.Tokens[place], isLast);
                if (isLast) read.Add((lane, row));
            }
        }

        if (batch.Count > 0 && read.Count == 0) context.Decode(batch, CancellationToken.None);
        return read;
    }

    private int Add(KvSequence sequence, int token, bool output)
    {
        var place = sequence.Tokens.Count;
        cache.Append(sequence, token);
        return batch.Add(token, place, sequence.Id, output);
    }

    private void Forget()
    {
        foreach (var (lane, sequence) in sequences.Where(pair => pair.Key.Owner.IsOver || !pair.Key.Owner.Lanes.Contains(pair.Key)).ToList())
        {
            sequences.Remove(lane);
            cache.Release(sequence, keep: true);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The draft model failed; the model writes on without it.")]
    private partial void LogFailed(LlamaException failure);
}
