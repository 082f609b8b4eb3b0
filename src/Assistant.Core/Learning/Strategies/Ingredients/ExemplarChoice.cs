using System.Numerics.Tensors;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>Chooses which pairs a buffer keeps.</summary>
internal static class ExemplarChoice
{
    /// <summary>At most <paramref name="capacity"/> rows, as equally of each label as there are.</summary>
    public static int[] Balanced(PairSet pairs, int capacity, Exemplars exemplars, Random random)
    {
        var byLabel = Enumerable.Range(0, pairs.Count).GroupBy(i => pairs.Labels[i]).Select(group => Ordered(pairs, [.. group], capacity, exemplars, random)).ToArray();
        random.Shuffle(byLabel);
        var rows = new List<int>(capacity);
        for (var round = 0; rows.Count < capacity; round++)
        {
            var before = rows.Count;
            foreach (var label in byLabel)
            {
                if (round < label.Length && rows.Count < capacity) rows.Add(label[round]);
            }

            if (rows.Count == before) break;
        }

        return [.. rows];
    }

    private static int[] Ordered(PairSet pairs, int[] rows, int capacity, Exemplars exemplars, Random random)
    {
        if (exemplars == Exemplars.Random)
        {
            random.Shuffle(rows);
            return rows;
        }

        // Herding: each next row brings the mean of those taken nearest to the mean of all.
        var mean = FeatureStatistics.Mean(pairs.Queries.Gather(rows));
        var sum = new float[mean.Length];
        var left = rows.ToList();
        var taken = new List<int>();
        while (left.Count > 0 && taken.Count < capacity)
        {
            var count = taken.Count + 1;
            var wanted = new float[mean.Length];
            for (var k = 0; k < mean.Length; k++) wanted[k] = (mean[k] * count) - sum[k];
            // ‖mean - (sum + x)/count‖² is least where the product with (count·mean - sum) is greatest: x has length 1.
            var best = left.MaxBy(row => TensorPrimitives.Dot<float>(pairs.Queries[row], wanted));
            left.Remove(best);
            taken.Add(best);
            TensorPrimitives.Add<float>(sum, pairs.Queries[best], sum);
        }

        return [.. taken];
    }
}
