using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Strategies;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Tests.Learning;

public sealed class StrategyTests
{
    private const int Dimensions = 16, Labels = 6;

    public static TheoryData<string> Learning => [.. StrategyTable.Names.Where(name => name != "none")];

    [Theory]
    [MemberData(nameof(Learning))]
    public void Each_strategy_learns_a_task_better_than_the_frozen_encoder(string name)
    {
        var (tasks, test, _) = Stream();
        var strategy = StrategyTable.Create(name, Context());
        var candidates = tasks[0].Pairs.Candidates();

        strategy.Learn(tasks[0]);

        Assert.True(Accuracy(strategy, test[0], candidates) >= Accuracy(new FrozenStrategy(), test[0], candidates) + (name is "s-prompts" ? 0 : 0.1), name);
        Assert.True(strategy.StateBytes > 0);
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void A_seed_gives_the_same_scores_to_the_bit(string name)
    {
        var (tasks, test, candidates) = Stream();
        var (one, two) = (StrategyTable.Create(name, Context()), StrategyTable.Create(name, Context()));
        foreach (var task in tasks)
        {
            one.Learn(task);
            two.Learn(task);
        }

        Assert.True(one.Score(test[0].Queries, candidates).Values.SequenceEqual(two.Score(test[0].Queries, candidates).Values));
    }

    [Theory]
    [InlineData("ridge")]
    [InlineData("ncm")]
    [InlineData("slda")]
    [InlineData("ranpac")]
    public void Closed_forms_do_not_depend_on_the_order_of_tasks(string name)
    {
        var (tasks, test, candidates) = Stream();
        var (forward, backward) = (StrategyTable.Create(name, Context()), StrategyTable.Create(name, Context()));
        foreach (var task in tasks) forward.Learn(task);
        foreach (var task in tasks.Reverse()) backward.Learn(task);

        var (left, right) = (forward.Score(test[0].Queries, candidates), backward.Score(test[0].Queries, candidates));

        for (var i = 0; i < left.Values.Length; i++) Assert.Equal(left.Values[i], right.Values[i], 1e-3);
    }

    [Fact]
    public void The_ridge_map_is_that_of_any_order_of_tasks()
    {
        var (tasks, test, candidates) = Stream();
        var (forward, backward) = (StrategyTable.Create("ridge", Context()), StrategyTable.Create("ridge", Context()));
        foreach (var task in tasks) forward.Learn(task);
        foreach (var task in tasks.Reverse()) backward.Learn(task);

        var (left, right) = (forward.Score(test[1].Queries, candidates), backward.Score(test[1].Queries, candidates));

        for (var i = 0; i < left.Values.Length; i++) Assert.Equal(left.Values[i], right.Values[i], 1e-6);
    }

    [Fact]
    public void Replay_forgets_less_than_fine_tuning()
    {
        var (tasks, test, candidates) = Stream();

        Assert.True(AfterAll("er", 0) > AfterAll("fine-tune", 0));

        double AfterAll(string name, int task)
        {
            var strategy = StrategyTable.Create(name, Context());
            foreach (var next in tasks) strategy.Learn(next);
            return Accuracy(strategy, test[task], candidates);
        }
    }

    [Fact]
    public void A_wrong_name_is_told_what_names_there_are() =>
        Assert.Contains("ranpac", Assert.Throws<ArgumentException>(() => StrategyTable.Create("ran-pac", Context())).Message, StringComparison.Ordinal);

    private static StrategyContext Context()
    {
        var random = new Random(9);
        return new StrategyContext(Dimensions, new TrainingSettings { Rank = 8, Epochs = 20, BatchSize = 32, LearningRate = 1e-2f, Temperature = 0.1f }, RandomPairs.Of(random, 64, Dimensions, 32)) { ReplayCapacity = 60 };
    }

    // Two tasks of three labels each; the encoder sees their queries turned, each task in its own way.
    private static (LearningTask[] Tasks, PairSet[] Test, CandidateSet Candidates) Stream()
    {
        var random = new Random(4);
        var targets = RandomPairs.Rows(random, Labels, Dimensions);
        var (tasks, test) = (new LearningTask[2], new PairSet[2]);
        for (var t = 0; t < 2; t++)
        {
            int[] labels = [.. Enumerable.Range(t * 3, 3)];
            var map = RandomPairs.Rows(random, Dimensions, Dimensions);
            tasks[t] = new LearningTask(t, RandomPairs.Turned(random, 200, targets.Gather(labels), labels, map, 0.2f));
            test[t] = RandomPairs.Turned(random, 100, targets.Gather(labels), labels, map, 0.2f);
        }

        return (tasks, test, new CandidateSet(targets, [.. Enumerable.Range(0, Labels)]));
    }

    private static double Accuracy(ContinualStrategy strategy, PairSet pairs, CandidateSet candidates)
    {
        var scores = strategy.Score(pairs.Queries, candidates);
        return Enumerable.Range(0, pairs.Count).Average(i => candidates.Labels[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores[i])] == pairs.Labels[i] ? 1.0 : 0.0);
    }
}
