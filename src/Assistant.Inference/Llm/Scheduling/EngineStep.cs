using Assistant.Inference.Llm.Memory;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// One call of the engine for many requests: what they wrote last and pieces of prompts, all in one batch. Requests with other
/// adapters take turns, because an engine computes with one set at a time. Used by the engine's thread alone.
/// </summary>
internal sealed class EngineStep(ILlmContext context, KvCache cache, int promptChunk, Drafting? drafting)
{
    // Below this a prefix that another request computes now is not worth the wait.
    private const int WorthWaiting = 32;
    private readonly LlamaBatch batch = new(context.BatchTokens);
    private string adapters = "";

    /// <summary>Lanes that have tokens in the batch.</summary>
    internal List<Lane> Lanes { get; } = [];

    /// <summary>Tokens in the batch.</summary>
    internal int Count => batch.Count;

    /// <summary>A request that just began waits for a longer prefix of its prompt when another one is about to compute it.</summary>
    internal static void Await(Lane lane, IEnumerable<Generation> running)
    {
        var longest = lane.Sequence.Tokens.Count + WorthWaiting;
        foreach (var other in running.SelectMany(generation => generation.Lanes).Where(other => other != lane && other.Pending > 1 && other.Owner.AdapterKey == lane.Owner.AdapterKey))
        {
            var common = lane.Text[..^1].CommonPrefixLength(other.Text);
            if (common > longest) (lane.WaitsFor, longest) = ((other, common), common);
        }
    }

    /// <summary>Fills the batch.</summary>
    /// <returns>False when there is nothing to compute.</returns>
    internal bool Fill(IReadOnlyList<Generation> running)
    {
        Lanes.Clear();
        batch.Clear();
        var lanes = running.SelectMany(generation => generation.Lanes).ToList();
        lanes.RemoveAll(lane => lane.Pending == 0 || IsWaiting(lane));
        if (lanes.Count == 0) return false;
        Turn(lanes);
        drafting?.Propose(lanes.Where(lane => lane.Pending == 1));
        var pending = lanes.Select(lane => lane.Pending + lane.Drafts.Count).ToArray();
        var shares = StepPlan.Share(pending, lanes.Select(lane => lane.Pending > 1).ToArray(), batch.Capacity, promptChunk);
        // Where each sequence has cells of its own, the engine computes those together that follow each other by number.
        foreach (var i in Enumerable.Range(0, lanes.Count).Where(i => shares[i] > 0).OrderBy(i => lanes[i].Sequence.Id)) Add(lanes[i], shares[i]);

        return Lanes.Count > 0;
    }

    /// <summary>Computes the batch.</summary>
    internal LlamaDecodeResult Run(CancellationToken cancellationToken) => context.Decode(batch, cancellationToken);

    /// <summary>Takes the batch back out of memory, when it was not computed.</summary>
    internal void Undo()
    {
        foreach (var lane in Lanes)
        {
            cache.Truncate(lane.Sequence, Math.Min(lane.Before, lane.Sequence.Tokens.Count));
            lane.Drafts.Clear();
        }
    }

    private void Add(Lane lane, int count)
    {
        (lane.Before, lane.Row) = (lane.Sequence.Tokens.Count, -1);
        for (var i = 0; i < count; i++)
        {
            var place = lane.Before + i;
            var behind = place - lane.Tokens.Count;
            var token = behind < 0 ? lane.Tokens[place] : lane.Drafts[behind];
            cache.Append(lane.Sequence, token);
            var row = batch.Add(token, place, lane.Sequence.Id, output: behind >= -1);
            if (behind == -1) lane.Row = row;
        }

        Lanes.Add(lane);
    }

    private bool IsWaiting(Lane lane)
    {
        if (lane.WaitsFor is not { } other) return false;
        if (!other.Lane.Owner.IsOver && other.Lane.Sequence.Tokens.Count < other.Length) return true;
        lane.WaitsFor = null;
        var (source, length) = cache.Find(lane.Text[..^1], lane.Owner.AdapterKey);
        if (source is null || length <= lane.Sequence.Tokens.Count) return false;
        cache.Replace(lane.Sequence, source, length);
        lane.Owner.CachedTokens = length;
        return false;
    }

    /// <summary>Keeps the lanes of one set of adapters, and changes the set when others wait.</summary>
    private void Turn(List<Lane> lanes)
    {
        var sets = lanes.Select(lane => lane.Owner.AdapterKey).Distinct().Order(StringComparer.Ordinal).ToList();
        var next = sets.Find(set => string.CompareOrdinal(set, adapters) > 0) ?? sets[0];
        if (next != adapters)
        {
            adapters = next;
            context.Use(lanes.First(lane => lane.Owner.AdapterKey == next).Owner.Request.Adapters);
        }

        if (sets.Count > 1) lanes.RemoveAll(lane => lane.Owner.AdapterKey != next);
    }
}
