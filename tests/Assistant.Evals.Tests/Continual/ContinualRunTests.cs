using Assistant.Core.Learning.Strategies;
using Assistant.Core.Learning.Training;
using Assistant.Evals.Continual;

namespace Assistant.Evals.Tests.Continual;

public sealed class ContinualRunTests
{
    private const double Chance = 1 / 6.0;
    private static readonly TrainingSettings Training = new() { Rank = 8, Epochs = 10, BatchSize = 32, LearningRate = 1e-2f };

    public static TheoryData<string> Strategies => [.. StrategyTable.Names, ContinualRun.Joint];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_strategy_goes_through_a_stream_and_knows_the_last_task_better_than_chance(string name)
    {
        var run = ContinualRun.Run(SmallScenario.Classes(), name, Training, CancellationToken.None);

        Assert.Equal(3, run.Accuracy.Scores.Length);
        Assert.All(run.Accuracy.Scores, row => Assert.All(row, score => Assert.InRange(score, 0, 1)));
        Assert.All(Enumerable.Range(0, 3), t => Assert.All(Enumerable.Range(0, 3), j => Assert.True(run.TaskAccuracy.Scores[t][j] >= run.Accuracy.Scores[t][j], "a told task has fewer candidates")));
        if (name != "none") Assert.True(run.TaskAccuracy.Scores[^1][^1] > 0.5, $"{run.TaskAccuracy.Scores[^1][^1]} of two classes");
        // What scores learned labels only leaves all others to the encoder, even where the guard set numbers its labels alike.
        if (name is "none" or "ncm" or "slda" or "ranpac") Assert.Equal(0, run.ZeroShotLoss, 12);
        if (name is "er" or "der++" or "slda" or "ranpac" or ContinualRun.Joint) Assert.True(run.Accuracy.Last > 2 * Chance, $"{run.Accuracy.Last}");
    }

    [Fact]
    public void Fine_tuning_forgets_more_than_replay_and_replay_more_than_statistics()
    {
        double Forgetting(string name) => ContinualRun.Run(SmallScenario.Classes(), name, Training, CancellationToken.None).Accuracy.Forgetting;

        Assert.True(Forgetting("fine-tune") > Forgetting("er"));
        Assert.True(Forgetting("er") >= Forgetting("slda") - 0.05);
    }

    [Fact]
    public void Where_the_task_is_told_its_matrix_is_the_one_that_counts()
    {
        var (told, open) = (Run(true), Run(false));

        Assert.Equal(open.TaskAccuracy.Scores, told.Accuracy.Scores);
        Assert.NotEqual(open.Accuracy.Scores, told.Accuracy.Scores);

        static RunResult Run(bool task) => ContinualRun.Run(SmallScenario.Classes() with { TaskTold = task }, "fine-tune", Training, CancellationToken.None);
    }

    [Fact]
    public void What_scores_learned_labels_only_does_not_apply_to_labels_never_learned()
    {
        var scenario = SmallScenario.Classes() with { LabelsUnseen = true };

        Assert.Equal(["ncm", "ranpac", "slda"], StrategyTable.Names.Where(name => !ContinualRun.Applies(scenario, name)).Order(StringComparer.Ordinal));
        Assert.True(ContinualRun.Applies(scenario, ContinualRun.Joint));
        Assert.All(StrategyTable.Names, name => Assert.True(ContinualRun.Applies(SmallScenario.Classes(), name)));
    }

    [Fact]
    public void The_table_names_what_does_not_apply_and_gives_it_no_figure()
    {
        var scenario = SmallScenario.Classes();
        var report = ScenarioReport.Of(scenario, "words-1", [ContinualRun.Run(scenario, "none", Training, CancellationToken.None)], ["slda"]) with { DataHash = "0123456789abcdef" };
        var table = ContinualFiles.Markdown([report]);

        Assert.Contains("Not applicable: slda", table, StringComparison.Ordinal);
        Assert.DoesNotContain("| slda |", table, StringComparison.Ordinal);
        Assert.Contains("| none |", table, StringComparison.Ordinal);
    }
}
