using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Refresh;

/// <summary>Draws pairs with a probability in proportion to their weight, with replacement, so that plain losses over a batch are weighed ones over the buffer.</summary>
internal sealed class WeightedPairs : IBatchSource
{
    private readonly PairSet pairs;
    private readonly double[] upTo;

    public WeightedPairs(PairSet pairs, IReadOnlyList<double> weights)
    {
        this.pairs = pairs;
        upTo = new double[weights.Count];
        double sum = 0;
        for (var i = 0; i < upTo.Length; i++) upTo[i] = sum += weights[i];
    }

    public (PairSet Pairs, Matrix? Stored) Next(int size, Random random)
    {
        var rows = new int[Math.Min(size, pairs.Count)];
        for (var k = 0; k < rows.Length; k++)
        {
            var at = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
            rows[k] = Math.Min(at < 0 ? ~at : at + 1, upTo.Length - 1);
        }

        return (pairs.Gather(rows), null);
    }
}
