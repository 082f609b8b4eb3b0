using Assistant.Evals.Replay;

namespace Assistant.Evals.Tests.Replay;

public sealed class RankComparisonTests
{
    [Fact]
    public void Equal_rankings_overlap_wholly_and_disjoint_ones_not_at_all()
    {
        int[] ten = [.. Enumerable.Range(1, 10)];

        Assert.Equal(1, RankComparison.RankBiasedOverlap(ten, ten), 1e-12);
        Assert.Equal(0, RankComparison.RankBiasedOverlap(ten, [.. ten.Select(i => i + 100)]), 1e-12);
        Assert.Equal(1, RankComparison.RankBiasedOverlap<int>([], []));
        Assert.Equal(0, RankComparison.RankBiasedOverlap([], ten));
    }

    [Fact]
    public void A_swap_at_the_top_costs_more_than_one_at_the_end()
    {
        int[] plain = [1, 2, 3, 4, 5];

        var (top, end) = (RankComparison.RankBiasedOverlap(plain, [2, 1, 3, 4, 5]), RankComparison.RankBiasedOverlap(plain, [1, 2, 3, 5, 4]));

        // Agreement is 1 at every depth but the one that the swap breaks: 0 at depth 1, 3/4 at depth 4.
        Assert.Equal(1 - 0.1, top, 1e-12);
        Assert.Equal(1 - (0.1 * 0.25 * Math.Pow(0.9, 3)), end, 1e-12);
    }

    [Fact]
    public void A_list_that_ends_early_is_taken_to_go_on_as_it_was()
    {
        // Webber, Moffat and Zobel 2010: the prefix of a ranking agrees with it wholly.
        Assert.Equal(1, RankComparison.RankBiasedOverlap([1, 2, 3], [1, 2, 3, 4, 5, 6]), 1e-12);
        Assert.Equal(RankComparison.RankBiasedOverlap([1, 9, 3], [1, 2, 3, 4]), RankComparison.RankBiasedOverlap([1, 2, 3, 4], [1, 9, 3]), 1e-12);
    }

    [Fact]
    public void Changes_and_overlap_look_at_a_depth_only()
    {
        int[] before = [1, 2, 3, 4], after = [1, 3, 2, 5];

        Assert.False(RankComparison.HasChanged(before, after, 1));
        Assert.True(RankComparison.HasChanged(before, after, 3));
        Assert.Equal(1, RankComparison.Overlap(before, after, 3));
        Assert.Equal(0.75, RankComparison.Overlap(before, after, 10));
        Assert.Equal(1, RankComparison.Overlap<int>([], [], 10));
    }
}
