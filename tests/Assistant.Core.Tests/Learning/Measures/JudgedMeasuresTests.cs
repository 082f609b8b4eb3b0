using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Measures;

namespace Assistant.Core.Tests.Learning.Measures;

public sealed class JudgedMeasuresTests
{
    private static readonly DocumentId[] Documents = [.. Enumerable.Range(0, 12).Select(_ => DocumentId.New())];

    [Fact]
    public void A_judgement_counts_by_its_weight()
    {
        // Liked at rank 1 with weight 1, and at rank 4 with weight 3.
        IReadOnlyList<IReadOnlyList<DocumentId>> rankings = [[Documents[0]], [Documents[1], Documents[2], Documents[3], Documents[4]]];
        IReadOnlyList<IReadOnlyList<Judgement>> liked = [[new Judgement(Documents[0], 1)], [new Judgement(Documents[4], 3)]];

        var scores = JudgedMeasures.Score(rankings, liked, JudgedMeasures.ReciprocalRank);

        Assert.Equal(((1 * 1) + (3 * 0.25)) / 4, scores.Average(), 1e-12);
        Assert.Equal(1, JudgedMeasures.Score(rankings, liked, JudgedMeasures.Recall).Average(), 1e-12);
        Assert.Equal(((1 * 1) + (3 / Math.Log2(5))) / 4, JudgedMeasures.Ndcg(rankings, liked).Average(), 1e-12);
    }

    [Fact]
    public void The_best_order_of_several_liked_documents_has_the_heaviest_first()
    {
        IReadOnlyList<IReadOnlyList<Judgement>> liked = [[new Judgement(Documents[0], 1), new Judgement(Documents[1], 5)]];

        Assert.Equal(1, JudgedMeasures.Ndcg([[Documents[1], Documents[0]]], liked).Average(), 1e-12);
        Assert.True(JudgedMeasures.Ndcg([[Documents[0], Documents[1]]], liked).Average() < 0.9);
    }

    [Fact]
    public void What_is_not_among_the_first_ten_gains_nothing()
    {
        IReadOnlyList<IReadOnlyList<Judgement>> liked = [[new Judgement(Documents[11], 1)]];

        Assert.Equal(0, JudgedMeasures.Score([Documents], liked, JudgedMeasures.Recall).Average());
        Assert.Equal(0, JudgedMeasures.Score([[]], liked, JudgedMeasures.ReciprocalRank).Average());
        Assert.Equal(0, JudgedMeasures.Ndcg([Documents], liked).Average());
    }
}
