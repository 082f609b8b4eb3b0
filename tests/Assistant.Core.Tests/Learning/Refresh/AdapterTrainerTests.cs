using Assistant.Core.Learning;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Tests.Learning.Refresh;

public sealed class AdapterTrainerTests
{
    private static readonly TrainingSettings Settings = new() { Seed = 3 };

    public static TheoryData<string> Learners => ["ridge", "fine-tune", "feature-kd", "zscl", "moe-adapters"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void What_was_learned_finds_more_of_queries_that_it_never_saw(string strategy)
    {
        var snapshot = Snapshot(RotatedDomain.Items(1, 600));

        var trained = AdapterTrainer.Train(snapshot, strategy, RotatedDomain.Elsewhere(5, 50), Settings);

        Assert.NotNull(trained.Adapter);
        Assert.True(Hits(trained.Adapter, snapshot) > Hits(IdentityAdapter.Instance, snapshot) + (0.2 * snapshot.Validation.Count), $"{Hits(trained.Adapter, snapshot)} of {snapshot.Validation.Count} against {Hits(IdentityAdapter.Instance, snapshot)}");
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Without_a_deleted_document_training_gives_the_bits_that_it_gives_had_it_never_been_there(string strategy)
    {
        var items = RotatedDomain.Items(1, 400);
        var deleted = RotatedDomain.DocumentOf(1, 7);
        var reference = RotatedDomain.Elsewhere(5, 50);
        var all = AdapterTrainer.Train(Snapshot(items), strategy, reference, Settings);

        // As the buffer gives them after the deletion, and as it would have grown without the document, in another order.
        var after = AdapterTrainer.Train(Snapshot([.. items.Where(item => !item.Sources.Contains(deleted))]), strategy, reference, Settings);
        var never = AdapterTrainer.Train(Snapshot([.. RotatedDomain.Items(1, 400).Where(item => item.Target != deleted).Reverse()]), strategy, reference, Settings);

        Assert.Equal(AdapterCodec.Write(never.Adapter!), AdapterCodec.Write(after.Adapter!));
        Assert.NotEqual(AdapterCodec.Write(all.Adapter!), AdapterCodec.Write(after.Adapter!));
    }

    [Fact]
    public void Sums_without_a_document_solve_as_if_it_had_been_subtracted()
    {
        var items = RotatedDomain.Items(1, 400);
        var deleted = RotatedDomain.DocumentOf(1, 7);
        Moments subtracted = new(RotatedDomain.Dimensions, RotatedDomain.Dimensions), without = new(RotatedDomain.Dimensions, RotatedDomain.Dimensions);
        foreach (var item in items) subtracted.Add(item.Query.Span, item.TargetVector.Span);
        foreach (var item in items.Where(item => item.Target == deleted)) subtracted.Add(item.Query.Span, item.TargetVector.Span, -1);
        foreach (var item in items.Where(item => item.Target != deleted)) without.Add(item.Query.Span, item.TargetVector.Span);

        var (one, two) = (subtracted.Solve(0.1, true), without.Solve(0.1, true));

        for (var i = 0; i < one.Values.Length; i++) Assert.Equal(two.Values[i], one.Values[i], 1e-6f);
    }

    [Fact]
    public void Sums_of_many_pairs_are_those_of_one_after_another_to_the_last_bit()
    {
        var random = new Random(2);
        var (x, y) = (RandomPairs.Rows(random, 77, 24), RandomPairs.Rows(random, 77, 24));
        double[] weights = [.. Enumerable.Range(0, 77).Select(_ => random.NextDouble() * 3)];
        Moments blocked = new(24, 24), plain = new(24, 24);

        blocked.AddRange(x, y, weights);
        for (var i = 0; i < x.Rows; i++) plain.Add(x[i], y[i], weights[i]);

        Assert.Equal(plain.Weight, blocked.Weight);
        Assert.Equal(plain.Solve(0.1, true).Values.ToArray(), blocked.Solve(0.1, true).Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Queries_of_no_known_domain_stay_as_they_are(string strategy)
    {
        var trained = AdapterTrainer.Train(Snapshot(RotatedDomain.Items(1, 600)), strategy, null, Settings);
        var elsewhere = RotatedDomain.Elsewhere(9, 20);

        Assert.Equal(elsewhere.Values.ToArray(), trained.Adapter!.Apply(elsewhere).Values.ToArray());
    }

    [Fact]
    public void What_moves_the_reference_too_far_is_not_used()
    {
        var snapshot = Snapshot(RotatedDomain.Items(1, 600));

        // The reference lies where the domain does, so that everything which moves the domain moves it too.
        var trained = AdapterTrainer.Train(snapshot, "ridge", TrainingSnapshot.QueriesOf(snapshot.Validation), Settings);

        Assert.True(trained.Adapter is null || trained.ReferenceCosine >= AdapterTrainer.LowestReferenceCosine);
        Assert.True(trained.Adapter is null || trained.Scale < 1);
    }

    [Fact]
    public void Random_votes_teach_nothing()
    {
        var random = new Random(4);
        var items = RotatedDomain.Items(1, 600);
        var targets = items.Select(item => (item.Target, item.TargetVector)).ToArray();
        random.Shuffle(targets);
        var snapshot = Snapshot([.. items.Select((item, i) => item with { Target = targets[i].Target, Sources = [targets[i].Target], TargetVector = targets[i].TargetVector })]);

        var trained = AdapterTrainer.Train(snapshot, "ridge", RotatedDomain.Elsewhere(5, 50), Settings);

        Assert.True(trained.Adapter is null || Hits(trained.Adapter, snapshot) <= Hits(IdentityAdapter.Instance, snapshot) + 5);
    }

    [Fact]
    public void Too_few_pairs_are_named_and_nothing_is_trained()
    {
        var trained = AdapterTrainer.Train(Snapshot(RotatedDomain.Items(1, 10)), "ridge", null, Settings);

        Assert.Null(trained.Adapter);
        Assert.Contains("it takes 16", trained.NothingBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_strategy_is_refused_with_those_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => AdapterTrainer.Train(Snapshot(RotatedDomain.Items(1, 50)), "magic", null, Settings));

        Assert.All(AdapterTrainer.Strategies, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_keeps_its_parts_apart_and_leaves_broken_vectors_out()
    {
        var items = RotatedDomain.Items(1, 600);
        items[3] = items[3] with { Query = new float[RotatedDomain.Dimensions].Select(_ => float.NaN).ToArray() };
        items[4] = items[4] with { Weight = 0 };

        var snapshot = Snapshot(items);

        var parts = new[] { snapshot.Positives, snapshot.Tuning, snapshot.Validation };
        Assert.Equal(598, parts.SelectMany(part => part).Select(item => item.Id).Distinct().Count());
        Assert.Equal(598, parts.Sum(part => part.Count));
        Assert.All(snapshot.Validation, item => Assert.True(item.IsValidation));
    }

    [Fact]
    public void Wrong_answers_drive_queries_away()
    {
        var items = RotatedDomain.Items(1, 600);
        var wrong = items.Take(200).Select(item => item with { Id = Guid.Parse($"{Convert.ToHexString(item.Id.ToByteArray().Reverse().ToArray())}"), Value = -1, Target = RotatedDomain.DocumentOf(1, 39), TargetVector = Planted() }).ToList();

        var without = AdapterTrainer.Train(Snapshot(items), "fine-tune", null, Settings).Adapter!;
        var with = AdapterTrainer.Train(Snapshot([.. items, .. wrong]), "fine-tune", null, Settings).Adapter!;

        var queries = TrainingSnapshot.QueriesOf(items);
        Assert.True(Mean(with) < Mean(without), $"{Mean(with)} against {Mean(without)}");

        float Mean(IQueryAdapter adapter)
        {
            var moved = adapter.Apply(queries);
            return Enumerable.Range(0, moved.Rows).Average(i => System.Numerics.Tensors.TensorPrimitives.Dot(moved[i], Planted()));
        }

        static float[] Planted()
        {
            var vector = new float[RotatedDomain.Dimensions];
            vector[5] = 1;
            return vector;
        }
    }

    private static TrainingSnapshot Snapshot(IReadOnlyCollection<ReplayItem> items) => TrainingSnapshot.Of(AdapterDirection.TextToText, "test", items);

    /// <summary>Validation queries that find their document first.</summary>
    private static int Hits(IQueryAdapter adapter, TrainingSnapshot snapshot)
    {
        var candidates = snapshot.Positives.DistinctBy(item => item.Target).ToList();
        var moved = adapter.Apply(TrainingSnapshot.QueriesOf(snapshot.Validation));
        return Enumerable.Range(0, moved.Rows).Count(i =>
        {
            var row = moved[i].ToArray();
            return candidates.MaxBy(candidate => System.Numerics.Tensors.TensorPrimitives.Dot(row, candidate.TargetVector.Span))!.Target == snapshot.Validation[i].Target;
        });
    }
}
