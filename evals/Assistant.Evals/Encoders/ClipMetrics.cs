using System.Numerics.Tensors;

namespace Assistant.Evals.Encoders;

/// <summary>Measures of encoders. Pure; vectors are L2-normalized, [n][d].</summary>
public static class ClipMetrics
{
    /// <summary>Share of the queries that have one of their own (same label) among their k nearest, for each k; equal cosines count against it.</summary>
    public static double[] RecallAt(IReadOnlyList<float[]> queries, IReadOnlyList<string> queryLabels, IReadOnlyList<float[]> targets, IReadOnlyList<string> targetLabels, params IReadOnlyList<int> ks)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(targets);
        var found = new double[ks.Count];
        for (var q = 0; q < queries.Count; q++)
        {
            var own = float.NegativeInfinity;
            var cosines = new float[targets.Count];
            for (var t = 0; t < targets.Count; t++)
            {
                cosines[t] = TensorPrimitives.Dot<float>(queries[q], targets[t]); // [d] . [d]
                if (targetLabels[t] == queryLabels[q]) own = Math.Max(own, cosines[t]);
            }

            var better = 0;
            for (var t = 0; t < targets.Count; t++)
            {
                if (targetLabels[t] != queryLabels[q] && cosines[t] >= own) better++;
            }

            for (var k = 0; k < ks.Count; k++) found[k] += better < ks[k] && !float.IsNegativeInfinity(own) ? 1.0 / queries.Count : 0;
        }

        return found;
    }

    /// <summary>Share of the pictures whose nearest class is their own.</summary>
    public static double Accuracy(IReadOnlyList<float[]> pictures, IReadOnlyList<string> labels, IReadOnlyList<float[]> classes, IReadOnlyList<string> names) =>
        RecallAt(pictures, labels, classes, names, 1)[0];

    /// <summary>The mean of vectors, L2-normalized: how the vectors of a class's prompts are joined (Radford and others, "Learning transferable visual models from natural language supervision", 2021, 3.1.4).</summary>
    public static float[] Mean(IReadOnlyList<float[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var mean = new float[vectors[0].Length];
        foreach (var vector in vectors) TensorPrimitives.Add(mean, vector, mean);
        var length = TensorPrimitives.Norm<float>(mean);
        if (length > 0) TensorPrimitives.Divide(mean, length, mean);
        return mean;
    }
}
