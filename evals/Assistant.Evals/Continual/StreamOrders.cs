using Assistant.Core.Learning;

namespace Assistant.Evals.Continual;

/// <summary>
/// A scenario in several orders: the natural one first, then shuffled ones. Where <see cref="Scenario.ClassesPerTask"/> is given the classes are
/// shuffled and cut into tasks anew, as class-incremental learning is measured (iCaRL, Rebuffi et al. 2017); else whole tasks are shuffled.
/// </summary>
public static class StreamOrders
{
    private const int Seed = 20261128;

    /// <summary>Makes the orders, the same ones at every call.</summary>
    /// <param name="scenario">The scenario in its natural order.</param>
    /// <param name="count">How many, from 1.</param>
    public static IEnumerable<Scenario> Of(Scenario scenario, int count)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        yield return scenario;
        var random = new Random(Seed);
        for (var i = 1; i < count; i++) yield return scenario.ClassesPerTask > 0 ? Classes(scenario, random) : Tasks(scenario, random);
    }

    private static Scenario Tasks(Scenario scenario, Random random)
    {
        ScenarioTask[] tasks = [.. scenario.Tasks];
        random.Shuffle(tasks);
        return scenario with { Tasks = tasks };
    }

    private static Scenario Classes(Scenario scenario, Random random)
    {
        int[] labels = [.. Enumerable.Range(0, scenario.ClassNames.Count)];
        random.Shuffle(labels);
        return scenario with { Tasks = Cut(PairSet.Concat([.. scenario.Tasks.Select(task => task.Train)]), PairSet.Concat([.. scenario.Tasks.Select(task => task.Test)]), scenario.ClassNames, labels, scenario.ClassesPerTask) };
    }

    /// <summary>Cuts pairs into tasks of <paramref name="size"/> classes each; the last one takes what is left.</summary>
    internal static IReadOnlyList<ScenarioTask> Cut(PairSet train, PairSet test, IReadOnlyList<string> names, int[] labels, int size) =>
        [.. labels.Chunk(size).Select(own => new ScenarioTask(string.Join(", ", own.Select(label => names[label])), Only(train, own), Only(test, own)))];

    private static PairSet Only(PairSet pairs, int[] labels) => ScenarioTable.Rows(pairs, i => labels.Contains(pairs.Labels[i]));
}
