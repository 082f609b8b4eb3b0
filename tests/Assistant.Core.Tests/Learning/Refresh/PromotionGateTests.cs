using Assistant.Core.Learning.Refresh;

namespace Assistant.Core.Tests.Learning.Refresh;

public sealed class PromotionGateTests
{
    [Fact]
    public void What_helps_and_harms_nothing_is_promoted()
    {
        var verdict = PromotionGate.Judge(Good(), 1);

        Assert.True(verdict.Promoted, string.Join("; ", verdict.Reasons));
        Assert.True(verdict.Metrics[0] is { Base: 0.5, Value: 0.8, Low: > 0 });
    }

    [Fact]
    public void A_gain_that_may_be_chance_is_refused()
    {
        var verdict = PromotionGate.Judge(Good() with { Domains = [Domain("new", true, 20, 10, 11)] }, 1);

        Assert.False(verdict.Promoted);
        Assert.Contains(verdict.Reasons, reason => reason.Contains("may be nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void An_old_domain_that_loses_more_than_a_point_refuses_it()
    {
        Assert.True(PromotionGate.Judge(Good() with { Domains = [Domain("new", true, 100, 50, 80), Domain("old", false, 200, 150, 148)] }, 1).Promoted);
        var verdict = PromotionGate.Judge(Good() with { Domains = [Domain("new", true, 100, 50, 80), Domain("old", false, 200, 150, 147)] }, 1);

        Assert.False(verdict.Promoted);
        Assert.Contains(verdict.Reasons, reason => reason.StartsWith("refused: R@10 of old", StringComparison.Ordinal));
    }

    [Fact]
    public void A_guard_that_loses_more_than_half_a_point_refuses_it()
    {
        Assert.True(PromotionGate.Judge(Good() with { Guard = Scores(200, 150, 149) }, 1).Promoted);
        Assert.False(PromotionGate.Judge(Good() with { Guard = Scores(200, 150, 148) }, 1).Promoted);
    }

    [Fact]
    public void Without_a_guard_it_takes_a_gain_of_more_than_two_points_on_twice_the_queries_and_the_reasons_say_so()
    {
        var unguarded = Good() with { Guard = Scores(0, 0, 0) };
        // The lower bound of six in a hundred is about one and a half points, of ten about four.
        var (small, large) = (Domain("new", true, 100, 50, 56), Domain("new", true, 100, 50, 60));
        Assert.True(PromotionGate.Judge(Good() with { Domains = [small] }, 1).Promoted);
        Assert.False(PromotionGate.Judge(unguarded with { Domains = [small] }, 1).Promoted);
        Assert.False(PromotionGate.Judge(unguarded with { Domains = [Domain("new", true, 19, 0, 19)] }, 1).Promoted);

        var verdict = PromotionGate.Judge(unguarded with { Domains = [large] }, 1);

        Assert.True(verdict.Promoted, string.Join("; ", verdict.Reasons));
        Assert.Contains(verdict.Reasons, reason => reason.StartsWith("nothing guards zero-shot", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_promoted_without_queries_that_measure_it()
    {
        Assert.False(PromotionGate.Judge(Good() with { Domains = [Domain("new", true, 9, 0, 9)] }, 1).Promoted);
        Assert.False(PromotionGate.Judge(Good() with { Domains = [Domain("old", false, 100, 50, 80)] }, 1).Promoted);
    }

    [Fact]
    public void Canaries_time_and_moved_reference_queries_refuse_it()
    {
        Assert.False(PromotionGate.Judge(Good() with { ChangedCanaries = ["opening hours"] }, 1).Promoted);
        Assert.False(PromotionGate.Judge(Good() with { AddedMilliseconds = 1.2 }, 1).Promoted);
        Assert.False(PromotionGate.Judge(Good() with { AddedMilliseconds = double.NaN }, 1).Promoted);
        Assert.False(PromotionGate.Judge(Good() with { ReferenceCosine = 0.89 }, 1).Promoted);
    }

    [Fact]
    public void The_interval_holds_the_mean_narrows_with_queries_and_is_the_same_for_a_seed()
    {
        var few = PairedBootstrap.Difference(Scores(40, 20, 26).Before, Scores(40, 20, 26).After, 7);
        var many = PairedBootstrap.Difference(Scores(4000, 2000, 2600).Before, Scores(4000, 2000, 2600).After, 7);

        Assert.Equal(0.15, few.Mean, 9);
        Assert.InRange(few.Mean, few.Low, few.High);
        Assert.True(many.High - many.Low < (few.High - few.Low) / 5);
        // Six of forty queries gain, none loses: the normal interval is 0.15 ± 1.96·√(0.15·0.85/40).
        Assert.Equal(0.15 - 0.11, few.Low, 0.02);
        Assert.Equal(few, PairedBootstrap.Difference(Scores(40, 20, 26).Before, Scores(40, 20, 26).After, 7));
    }

    [Fact]
    public void Thumbs_that_fall_by_three_deviations_take_a_version_back_and_noise_does_not()
    {
        Assert.True(ThumbsWatch.HasFallen(400, 500, 60, 100));
        Assert.False(ThumbsWatch.HasFallen(400, 500, 75, 100));
        Assert.False(ThumbsWatch.HasFallen(400, 500, 95, 100));
        Assert.False(ThumbsWatch.HasFallen(400, 500, 0, 19));
    }

    [Fact]
    public void Queries_from_elsewhere_are_drift_and_more_of_the_same_are_not()
    {
        var all = TrainingSnapshot.QueriesOf(RotatedDomain.Items(1, 600));
        var (one, two) = (all.Gather([.. Enumerable.Range(0, 300)]), all.Gather([.. Enumerable.Range(300, 300)]));
        var router = new Assistant.Core.Learning.Adapters.DomainRouter();
        router.Add(one, new Random(1));

        var same = DriftMeter.Measure(one, two, router, 1);
        var other = DriftMeter.Measure(one, RotatedDomain.Elsewhere(3, 300), router, 1);

        Assert.True(other.IsLarge && other.BypassRate > 0.9 && other.Frechet > 10 * same.Frechet);
        Assert.True(same.StabilityIndex < 0.2, $"{same}");
    }

    private static GateEvidence Good() => new() { Domains = [Domain("new", true, 100, 50, 80), Domain("old", false, 100, 50, 50)], Guard = Scores(100, 70, 70), AddedMilliseconds = 0.05 };

    private static DomainEvidence Domain(string name, bool isNew, int queries, int before, int after) => new(name, isNew, Scores(queries, before, after));

    /// <summary>So many queries of which the first so many find their document.</summary>
    private static PairedScores Scores(int queries, int before, int after) =>
        new([.. Enumerable.Range(0, queries).Select(i => i < before ? 1.0 : 0)], [.. Enumerable.Range(0, queries).Select(i => i < after ? 1.0 : 0)]);
}
