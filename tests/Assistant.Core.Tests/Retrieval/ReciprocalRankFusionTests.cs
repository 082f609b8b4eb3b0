using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Retrieval;

public class ReciprocalRankFusionTests
{
    [Fact]
    public void Scores_are_those_computed_by_hand()
    {
        var fused = ReciprocalRankFusion.Fuse([(1, [7, 8]), (2, [9, 7])], 60);
        Assert.Equal([7, 9, 8], fused.Select(entry => entry.Key));
        Assert.Equal((1 / 61.0) + (2 / 62.0), fused[0].Score, 12);
        Assert.Equal(2 / 61.0, fused[1].Score, 12);
        Assert.Equal(1 / 62.0, fused[2].Score, 12);
    }

    [Fact]
    public void Equal_scores_are_ordered_by_key() => Assert.Equal([3, 5], ReciprocalRankFusion.Fuse([(1, [5]), (1, [3])], 60).Select(entry => entry.Key));

    [Fact]
    public void A_leg_of_weight_zero_only_fills_the_end() => Assert.Equal([1, 2, 9], ReciprocalRankFusion.Fuse([(1, [1, 2]), (0, [9])], 60).Select(entry => entry.Key));
}
