namespace Assistant.Evals.Continual;

/// <summary>What a scenario showed.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Kind">What changes from task to task.</param>
/// <param name="DataHash">Of its data.</param>
/// <param name="Encoder">Whose features.</param>
/// <param name="Tasks">Names of the tasks in the natural order; each run has its own.</param>
/// <param name="Rows">A row a strategy, means over the orders of tasks.</param>
/// <param name="Runs">Every run with its matrices.</param>
/// <param name="NotApplicable">Strategies that say nothing about what is measured here, so that a figure would be the frozen encoder's.</param>
public sealed record ScenarioReport(string Scenario, string Kind, string DataHash, string Encoder, IReadOnlyList<string> Tasks, IReadOnlyList<StrategyRow> Rows, IReadOnlyList<RunResult> Runs, IReadOnlyList<string> NotApplicable)
{
    /// <summary>Gathers runs into rows.</summary>
    public static ScenarioReport Of(Scenario scenario, string encoder, IReadOnlyList<RunResult> runs, IReadOnlyList<string> notApplicable)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var joint = runs.Where(run => run.Strategy == ContinualRun.Joint).ToList();
        var rows = runs.GroupBy(run => run.Strategy).Select(group => new StrategyRow(
            group.Key,
            group.Average(run => run.Accuracy.Last),
            group.Average(run => run.Accuracy.AverageIncremental),
            group.Average(run => run.Accuracy.Average),
            group.Average(run => run.Accuracy.Forgetting),
            joint.Count > 0 ? group.Average(run => run.Accuracy.Forgetting) - joint.Average(run => run.Accuracy.Forgetting) : null,
            group.Average(run => run.Accuracy.BackwardTransfer),
            group.Average(run => run.Accuracy.ForwardTransfer),
            group.Average(run => run.Accuracy.Transfer),
            joint.Count > 0 ? joint.Average(run => Diagonal(run)) - group.Average(run => Diagonal(run)) : null,
            group.Average(run => run.ZeroShotLoss),
            group.Average(run => run.TaskAccuracy.Last),
            group.Average(run => run.RecallAt5.Last),
            group.Average(run => run.TargetRecallAt5.Last),
            group.Average(run => run.SecondsPerTask),
            group.Average(run => (double)run.StateBytes / scenario.Tasks.Count))).ToList();
        return new ScenarioReport(scenario.Name, scenario.Kind, scenario.DataHash, encoder, [.. scenario.Tasks.Select(task => task.Name)], rows, runs, notApplicable);
    }

    private static double Diagonal(RunResult run) => Enumerable.Range(0, run.Accuracy.Scores.Length).Average(t => run.Accuracy.Scores[t][t]);
}

/// <summary>A strategy's measures, in shares; see <see cref="Core.Learning.Measures.ResultMatrix"/>.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Last">Accuracy over all tasks at the end.</param>
/// <param name="AverageIncremental">Accuracy over the tasks learned so far, averaged over the stream.</param>
/// <param name="Average">Mean of the whole matrix.</param>
/// <param name="Forgetting">Best minus last accuracy of earlier tasks.</param>
/// <param name="ForgettingOverJoint">Forgetting minus that of joint training; null without it.</param>
/// <param name="BackwardTransfer">Last accuracy minus that right after learning.</param>
/// <param name="ForwardTransfer">Accuracy just before learning minus the frozen encoder's.</param>
/// <param name="Transfer">Accuracy on tasks not learned yet.</param>
/// <param name="Intransigence">Joint training's accuracy right after learning minus this one's; null without it.</param>
/// <param name="ZeroShotLoss">What the guard set lost.</param>
/// <param name="TaskIncremental">Accuracy at the end where the task is told.</param>
/// <param name="RecallAt5">Image to text at the end.</param>
/// <param name="TargetRecallAt5">Text to image at the end.</param>
/// <param name="SecondsPerTask">Time of learning a task.</param>
/// <param name="BytesPerTask">Bytes kept at the end, by task.</param>
public sealed record StrategyRow(
    string Strategy, double Last, double AverageIncremental, double Average, double Forgetting, double? ForgettingOverJoint, double BackwardTransfer, double ForwardTransfer, double Transfer,
    double? Intransigence, double ZeroShotLoss, double TaskIncremental, double RecallAt5, double TargetRecallAt5, double SecondsPerTask, double BytesPerTask);
