using Assistant.Core.Answering;
using Assistant.Core.Content;

namespace Assistant.Core.Tests.Answering;

public class SentenceSupportTests
{
    private const string Text = "The harbour channel is 12. The distress channel is 16. The bell must not be rung at night. It was cast in 1902 by a smith from Lund.";

    [Theory]
    [InlineData("The distress channel is 16.", true)]
    [InlineData("The distress channel is 12.", false)]
    [InlineData("The bell must be rung at night.", false)]
    [InlineData("The bell must not be rung at night.", true)]
    [InlineData("The distress channel is not 16.", false)]
    [InlineData("It was cast in 1902.", true)]
    [InlineData("It was cast in 1903.", false)]
    [InlineData("It was cast in 1902 by a smith from Bergen.", false)]
    [InlineData("A whale was seen by the lighthouse keeper.", false)]
    public void Words_and_numbers_must_stand_together_in_one_place(string sentence, bool expected) =>
        Assert.Equal(expected, Measure(sentence).ByWords);

    [Fact]
    public void Numbers_of_the_question_need_not_stand_in_the_passage()
    {
        Assert.False(Measure("The distress channel is 16 in 2031.").NumbersStand);
        Assert.True(Measure("The distress channel is 16 in 2031.", "2031").NumbersStand);
    }

    private static SentenceSupport Measure(string sentence, params string[] allowed) => SentenceSupport.Measure(
        new Claim(sentence), new Passage(1, DocumentId.New(), 1, "default", "a.md", null, ContentKind.Text, new Chunk(0, Text.Length, [], null, BlockKind.Paragraph), Text), ClaimGround.Of(allowed));
}
