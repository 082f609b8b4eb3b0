using Assistant.Evals.Beir;
using Assistant.Evals.Ranking;

namespace Assistant.Evals.Tests.Ranking;

public class ReferenceBm25Tests
{
    private static readonly BeirDocument[] Documents =
    [
        new("once", "", "wing flow heat pipe"),
        new("twice", "", "wing wing flow heat"),
        new("long", "", "wing wing " + string.Concat(Enumerable.Repeat("padding ", 40))),
        new("title", "wing", "flow heat pipe"),
        new("none", "", "boat sail"),
    ];

    [Fact]
    public void More_occurrences_and_shorter_documents_rank_higher() =>
        Assert.Equal(["twice", "once", "title", "long"], new ReferenceBm25(Documents, new Bm25Settings()).Search("wing", 10));

    [Fact]
    public void Without_length_normalization_length_does_not_matter() =>
        Assert.Equal(["twice", "long", "once", "title"], new ReferenceBm25(Documents, new Bm25Settings(B: 0)).Search("wing", 10));

    [Fact]
    public void A_weighted_title_ranks_first() => Assert.Equal("title", new ReferenceBm25(Documents, new Bm25Settings(TitleWeight: 5)).Search("wing", 10)[0]);

    [Fact]
    public void Stemming_brings_inflected_words_together()
    {
        Assert.Equal(4, new ReferenceBm25(Documents, new Bm25Settings()).Search("wings", 10).Count);
        Assert.Empty(new ReferenceBm25(Documents, new Bm25Settings(Stem: false)).Search("wings", 10));
    }
}
