using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Continual;

namespace Assistant.Evals.Tests.Continual;

/// <summary>A stream for tests: each label's queries are its target through a map that the encoder should have known, with noise.</summary>
internal static class SmallScenario
{
    public const int Dimensions = 16;

    /// <summary>Six classes in three tasks of two.</summary>
    public static Scenario Classes()
    {
        var random = new Random(11);
        var (targets, map) = (Rows(random, 6), Rows(random, Dimensions));
        var tasks = StreamOrders.Cut(Draw(random, 360, targets, map), Draw(random, 120, targets, map), ["a", "b", "c", "d", "e", "f"], [0, 1, 2, 3, 4, 5], 2);
        var others = Draw(random, 64, Rows(random, 16), Rows(random, Dimensions));
        return new Scenario("small", "class-incremental", tasks, others, others, "") { ClassesPerTask = 2, ClassNames = ["a", "b", "c", "d", "e", "f"] };
    }

    private static Matrix Rows(Random random, int rows)
    {
        var matrix = new Matrix(rows, Dimensions);
        foreach (ref var value in matrix.Values) value = (float)((random.NextDouble() * 2) - 1);
        matrix.NormalizeRows();
        return matrix;
    }

    private static PairSet Draw(Random random, int count, Matrix targets, Matrix map)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % targets.Rows)];
        var own = targets.Gather(labels);
        var queries = Matrix.TimesTransposed(own, map);
        foreach (ref var value in queries.Values) value += 0.1f * (float)((random.NextDouble() * 2) - 1);
        queries.NormalizeRows();
        return new PairSet(queries, own, labels);
    }
}
