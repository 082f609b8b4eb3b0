using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Feedback;

public class PositionBiasTests
{
    [Fact]
    public void Without_observations_a_rank_is_looked_at_by_its_inverse()
    {
        Assert.Equal(1, PositionBias.Prior.Of(null));
        Assert.Equal(1, PositionBias.Prior.Of(1));
        Assert.Equal(1 / 3.0, PositionBias.Prior.Of(3), 9);
    }

    [Fact]
    public void Swaps_show_how_much_less_a_rank_is_looked_at()
    {
        // Users who look at rank k with 0.8^(k − 1), and choose a hit of relevance that falls with its true rank.
        var random = new Random(5);
        var counts = new Dictionary<(int Rank, int Moved), (long Shown, long Clicked)>();
        for (var search = 0; search < 60_000; search++)
        {
            var order = Enumerable.Range(1, 5).Select(rank => (True: rank, Moved: 0)).ToArray();
            var at = random.Next(4);
            if (random.NextDouble() < 0.3)
                (order[at], order[at + 1]) = ((order[at + 1].True, -1), (order[at].True, 1));
            for (var i = 0; i < order.Length; i++)
            {
                var clicked = random.NextDouble() < Math.Pow(0.8, i) * (0.6 - (0.08 * order[i].True));
                var (shown, clicks) = counts.GetValueOrDefault((i + 1, order[i].Moved));
                counts[(i + 1, order[i].Moved)] = (shown + 1, clicks + (clicked ? 1 : 0));
            }
        }

        var bias = PositionBias.Estimate([.. counts.Select(count => new PositionClicks(count.Key.Rank, count.Key.Moved, count.Value.Shown, count.Value.Clicked))]);
        for (var rank = 1; rank <= 5; rank++)
            Assert.Equal(Math.Pow(0.8, rank - 1), bias.Of(rank), 0.06);
        Assert.True(bias.Of(50) > 0);
    }

    [Fact]
    public void Swaps_are_rare_neighbours_only_and_the_same_for_the_same_search()
    {
        var hits = Enumerable.Range(1, 40).Select(Hit).ToList();
        var random = new Random(9);
        var swaps = 0;
        for (var search = 0; search < 2_000; search++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var (shown, moved) = AdjacentSwaps.Apply(hits, new Guid(bytes), 0.015);
            Assert.Equal(shown.Select(hit => hit.Score), AdjacentSwaps.Apply(hits, new Guid(bytes), 0.015).Hits.Select(hit => hit.Score));
            for (var i = 0; i < hits.Count; i++)
            {
                Assert.Equal(i + 1, shown[i].Rank);
                // Scores are the true ranks here.
                Assert.Equal(i + 1 - moved[i], shown[i].Score);
            }

            swaps += moved.Count(move => move == 1);
        }

        // 39 neighbours with 1.5 %: 1,170 expected less the few that a swap before ruled out, ± 3 standard deviations of 34.
        Assert.InRange(swaps, 1_050, 1_270);
        Assert.Same(hits, AdjacentSwaps.Apply(hits, Guid.NewGuid(), 0).Hits);
    }

    private static SearchHit Hit(int rank) => new(
        rank, rank, new Passage(rank, DocumentId.New(), 1, "docs", $"{rank}.md", null, ContentKind.Text, new Chunk(0, 1, [], null, BlockKind.Paragraph), "x"), "x", new TextSpan(0, 1), new Dictionary<string, int>());
}
