using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Answering;

public class ContextCompressorTests
{
    private const string Tea = "Intro of the page. Green tea is brewed at 75 degrees for two minutes. The shop opens at nine and has a blue door. Nobody knows who painted the door. It rains a lot in spring.";
    private const string Coffee = "Coffee is brewed at 92 degrees in this shop. The machine was bought in 2019 from a dealer. It stands beside the window, where the light is good.";
    private const string Document = "Heading\n\n" + Tea + "\n\n" + Coffee;

    [Fact]
    public void Sentences_that_answer_are_kept_and_the_budget_holds()
    {
        var kept = ContextCompressor.Compress("How hot is green tea brewed?", Passages(), 70);
        Assert.Contains("Green tea is brewed at 75 degrees for two minutes.", kept[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("door", string.Concat(kept.Select(passage => passage.Text)), StringComparison.Ordinal);
        Assert.InRange(kept.Sum(passage => passage.Text.Length), 1, 70);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Spans_are_those_of_the_document_ascending_and_apart(int budget)
    {
        foreach (var passage in ContextCompressor.Compress("How hot is coffee brewed, and who painted the door?", Passages(), budget))
        {
            Assert.All(passage.Kept, span => Assert.Contains(Document[span.Start..span.End], passage.Text, StringComparison.Ordinal));
            Assert.All(passage.Kept.Zip(passage.Kept.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.All(passage.Kept, span => Assert.InRange(span.Start, passage.Passage.Chunk.Start, passage.Passage.Chunk.End));
        }
    }

    [Fact]
    public void One_budget_serves_all_so_that_a_passage_without_an_answer_leaves_its_share()
    {
        var kept = ContextCompressor.Compress("How hot is coffee brewed in this shop?", Passages(), 60);
        Assert.Equal("Coffee is brewed at 92 degrees in this shop.", Assert.Single(kept).Text);
    }

    [Fact]
    public void Where_no_sentence_fits_the_beginning_of_the_best_passage_stays()
    {
        var kept = Assert.Single(ContextCompressor.Compress("How hot is tea?", [Passages()[1]], 10));
        Assert.Equal(("Coffee is ", Coffee[..10]), (kept.Text, Document[kept.Kept[0].Start..kept.Kept[0].End]));
        Assert.Empty(ContextCompressor.Compress("How hot is tea?", [], 10));
    }

    private static List<Passage> Passages()
    {
        var id = DocumentId.New();
        var (tea, coffee) = (Document.IndexOf(Tea, StringComparison.Ordinal), Document.IndexOf(Coffee, StringComparison.Ordinal));
        return
        [
            new Passage(1, id, 1, "default", "a.md", "A", ContentKind.Text, new Chunk(tea, tea + Tea.Length, [], null, BlockKind.Paragraph), Tea),
            new Passage(2, id, 1, "default", "a.md", "A", ContentKind.Text, new Chunk(coffee, coffee + Coffee.Length, [], null, BlockKind.Paragraph), Coffee),
        ];
    }
}
