using Assistant.Core.Answering;
using Assistant.Core.Content;

namespace Assistant.Core.Tests.Answering;

public class SentenceWorthTests
{
    private const string Text = "A counter is a cumulative metric that only goes up. A counter is ENCOURAGED to have:\n\n- a way to count exceptions";

    [Theory]
    [InlineData("What is a counter?", "A counter is a cumulative metric that only goes up.", true)]
    [InlineData("What is a counter?", "A counter is ENCOURAGED to have:", false)]
    [InlineData("What is a counter?", "A counter is a counter.", false)]
    [InlineData("What is a counter?", "Metric types", false)]
    [InlineData("How does a counter move?", "Counter", false)]
    [InlineData("Which page describes the counter?", "Metric types", true)]
    [InlineData("Is a counter a metric?", "A counter is a metric.", true)]
    [InlineData("Which goes up only, a counter or a gauge?", "A counter goes up only.", true)]
    [InlineData("When does a counter go up?", "A counter does not go up.", true)]
    [InlineData("How many counters are there?", "There are 12 counters.", true)]
    [InlineData("Who bakes the rye bread of the abbey?", "It only goes up.", false)]
    public void What_tells_nothing_is_not_worth_a_citation(string question, string sentence, bool expected) =>
        Assert.Equal(expected, new SentenceWorth(question).Tells(sentence, Passage()));

    [Fact]
    public void What_leans_on_the_sentence_before_bears_on_what_that_does()
    {
        var worth = new SentenceWorth("When was the abbey's bell cast?");
        var claim = new Claim("It dates from 1902.");
        Assert.False(worth.Bears(claim, Passage()));
        Assert.True(worth.Bears(claim, Passage(), "The bell of the abbey was cast by a smith from Lund."));
    }

    private static Passage Passage() => new(
        1, DocumentId.New(), 1, "default", "types.md", "Metric types", ContentKind.Text, new Chunk(0, Text.Length, ["Counter"], null, BlockKind.Paragraph), Text);
}
