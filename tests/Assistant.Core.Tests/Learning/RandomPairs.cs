using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Tests.Learning;

/// <summary>Pairs for tests: queries lie about the target of their label, turned by a fixed map.</summary>
internal static class RandomPairs
{
    public static Matrix Rows(Random random, int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        foreach (ref var value in matrix.Values) value = (float)((random.NextDouble() * 2) - 1);
        matrix.NormalizeRows();
        return matrix;
    }

    public static PairSet Of(Random random, int count, int dimensions, int labels)
    {
        var targets = Rows(random, labels, dimensions);
        int[] drawn = [.. Enumerable.Range(0, count).Select(i => i % labels)];
        return new PairSet(Rows(random, count, dimensions), targets.Gather(drawn), drawn);
    }

    /// <summary>Queries are their target, turned by <paramref name="map"/>, with noise.</summary>
    public static PairSet Turned(Random random, int count, Matrix targets, IReadOnlyList<int> labels, Matrix map, float noise)
    {
        int[] drawn = [.. Enumerable.Range(0, count).Select(_ => random.Next(labels.Count))];
        var own = targets.Gather(drawn);
        var queries = Matrix.TimesTransposed(own, map);
        for (var i = 0; i < queries.Values.Length; i++) queries.Values[i] += noise * (float)((random.NextDouble() * 2) - 1);
        queries.NormalizeRows();
        return new PairSet(queries, own, [.. drawn.Select(j => labels[j])]);
    }
}
