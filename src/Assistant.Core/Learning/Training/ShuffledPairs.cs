using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>Goes through pairs in a random order, again and again.</summary>
/// <param name="pairs">The pairs; at least one.</param>
/// <param name="stored">Their stored outputs, [n, d]; null for none.</param>
public sealed class ShuffledPairs(PairSet pairs, Matrix? stored = null) : IBatchSource
{
    private readonly int[] order = [.. Enumerable.Range(0, pairs.Count)];
    private int at = int.MaxValue;

    /// <inheritdoc/>
    public (PairSet Pairs, Matrix? Stored) Next(int size, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (at >= order.Length)
        {
            random.Shuffle(order);
            at = 0;
        }

        var rows = order.AsSpan(at, Math.Min(size, order.Length - at));
        at += rows.Length;
        return (pairs.Gather(rows), stored?.Gather(rows));
    }
}
