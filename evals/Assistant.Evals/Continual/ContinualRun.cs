using System.Diagnostics;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Measures;
using Assistant.Core.Learning.Strategies;
using Assistant.Core.Learning.Training;

namespace Assistant.Evals.Continual;

/// <summary>One strategy through one scenario in one order of tasks.</summary>
/// <param name="Strategy">Its name; <c>joint</c> is the adapter trained on all tasks so far at once.</param>
/// <param name="Tasks">Names of the tasks in the order that they came.</param>
/// <param name="Accuracy">Share of queries whose best candidate has the right label, R[t, j] by the order: among all candidates, or as <paramref name="TaskAccuracy"/> where the scenario tells the task.</param>
/// <param name="TaskAccuracy">The same among the labels of the query's own task, which is told: task-incremental.</param>
/// <param name="RecallAt5">Share of queries with the right label among the best five.</param>
/// <param name="TargetRecallAt5">The other way: share of targets with a query of their label among the best five queries; candidates are scored by the adapted queries.</param>
/// <param name="ZeroShotLoss">Accuracy of the frozen encoder on the guard set minus that after the last task.</param>
/// <param name="SecondsPerTask">Mean time of learning a task.</param>
/// <param name="StateBytes">Bytes kept at the end.</param>
public sealed record RunResult(
    string Strategy, IReadOnlyList<string> Tasks, ResultMatrix Accuracy, ResultMatrix TaskAccuracy, ResultMatrix RecallAt5, ResultMatrix TargetRecallAt5, double ZeroShotLoss, double SecondsPerTask, long StateBytes);

/// <summary>Runs strategies.</summary>
public static class ContinualRun
{
    /// <summary>Name of the upper bound.</summary>
    public const string Joint = "joint";

    /// <summary>Runs one.</summary>
    /// <param name="scenario">The stream, its tasks in the order to learn them (<see cref="StreamOrders"/>).</param>
    /// <param name="name">A name of <see cref="StrategyTable"/>, or <see cref="Joint"/>.</param>
    /// <param name="training">Sizes and rates.</param>
    /// <param name="cancellationToken">Cancels while it learns.</param>
    public static RunResult Run(Scenario scenario, string name, TrainingSettings training, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(training);
        ContinualStrategy Make() => Create(scenario, name, training);
        var tasks = scenario.Tasks;
        var frozen = Measure(new FrozenStrategy(), scenario, tasks);
        var rows = new List<Scores>();
        var strategy = Make();
        double seconds = 0;
        for (var t = 0; t < tasks.Count; t++)
        {
            var began = Stopwatch.GetTimestamp();
            if (name == Joint)
            {
                strategy = Make();
                strategy.Learn(new LearningTask(0, PairSet.Concat([.. tasks.Take(t + 1).Select(task => task.Train)])), cancellationToken);
            }
            else
            {
                strategy.Learn(new LearningTask(t, tasks[t].Train), cancellationToken);
            }

            seconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
            rows.Add(Measure(strategy, scenario, tasks, told: name != Joint));
        }

        ResultMatrix Collect(Func<Scores, double[]> part) => new([.. rows.Select(part)], part(frozen));
        // Labels of the guard set are none of those learned, though both are numbered from 0.
        var apart = scenario.Guard with { Labels = [.. scenario.Guard.Labels.Select(label => ~label)] };
        var guard = apart.Candidates();
        var loss = Hits(new FrozenStrategy().Score(apart.Queries, guard), apart, guard, 1) - Hits(strategy.Score(apart.Queries, guard), apart, guard, 1);
        return new RunResult(name, [.. tasks.Select(task => task.Name)], Collect(s => scenario.TaskTold ? s.TaskAccuracy : s.Accuracy), Collect(s => s.TaskAccuracy), Collect(s => s.RecallAt5), Collect(s => s.TargetRecallAt5), loss, seconds / tasks.Count, strategy.StateBytes);
    }

    /// <summary>Whether a strategy has something to say about what a scenario measures.</summary>
    public static bool Applies(Scenario scenario, string name)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return !(scenario.LabelsUnseen && Create(scenario, name, new TrainingSettings()).ScoresLearnedLabelsOnly);
    }

    private static ContinualStrategy Create(Scenario scenario, string name, TrainingSettings training) => StrategyTable.Create(
        name == Joint ? "fine-tune" : name, new StrategyContext(scenario.Reference.Queries.Columns, training with { Documents = scenario.Documents }, scenario.Reference));

    private static Scores Measure(ContinualStrategy strategy, Scenario scenario, IReadOnlyList<ScenarioTask> tasks, bool told = true)
    {
        var scores = new Scores(tasks.Count);
        for (var j = 0; j < tasks.Count; j++)
        {
            var test = tasks[j].Test;
            var all = strategy.Score(test.Queries, scenario.Candidates);
            scores.Accuracy[j] = Hits(all, test, scenario.Candidates, 1);
            scores.RecallAt5[j] = Hits(all, test, scenario.Candidates, 5);
            var own = test.Candidates();
            scores.TaskAccuracy[j] = Hits(strategy.Score(test.Queries, own, told ? j : null), test, own, 1);
            scores.TargetRecallAt5[j] = TargetHits(all, test, scenario.Candidates, own, 5);
        }

        return scores;
    }

    private static double Hits(Matrix scores, PairSet test, CandidateSet candidates, int k)
    {
        var column = candidates.Labels.Select((label, j) => (label, j)).ToDictionary(entry => entry.label, entry => entry.j);
        var hits = 0;
        for (var i = 0; i < test.Count; i++)
        {
            var row = scores[i];
            var own = row[column[test.Labels[i]]];
            var better = 0;
            foreach (var score in row)
            {
                if (score > own) better++;
            }

            if (better < k && !float.IsNaN(own)) hits++;
        }

        return (double)hits / test.Count;
    }

    // Text to picture: the column of a target ranks all queries of the task.
    private static double TargetHits(Matrix scores, PairSet test, CandidateSet candidates, CandidateSet own, int k)
    {
        var wanted = own.Labels.ToHashSet();
        var hits = 0;
        var values = new float[test.Count];
        var rows = new int[test.Count];
        for (var j = 0; j < candidates.Labels.Count; j++)
        {
            if (!wanted.Contains(candidates.Labels[j])) continue;
            for (var i = 0; i < test.Count; i++) (values[i], rows[i]) = (-scores[i][j], i);
            Array.Sort(values, rows);
            if (rows.Take(k).Any(i => test.Labels[i] == candidates.Labels[j])) hits++;
        }

        return (double)hits / wanted.Count;
    }

    private sealed class Scores(int tasks)
    {
        public double[] Accuracy { get; } = new double[tasks];

        public double[] TaskAccuracy { get; } = new double[tasks];

        public double[] RecallAt5 { get; } = new double[tasks];

        public double[] TargetRecallAt5 { get; } = new double[tasks];
    }
}
