using Assistant.Core.Agent.Vision;

namespace Assistant.Core.Tests.Agent.Vision;

public class CaptionQuestionsTests
{
    [Fact]
    public void A_caption_gives_what_the_picture_is_of_and_what_kind_it_is() => Assert.Equal(
        [("What is the bar chart of?", "nests counted each year"), ("What kind of picture is it?", "Bar chart")],
        CaptionQuestions.Of(["Bar chart of nests counted each year"], []));

    [Fact]
    public void Labelled_lines_give_their_values_and_others_nothing() => Assert.Equal(
        [("What does it say for Tank A?", "12,000 litres")],
        CaptionQuestions.Of([], ["—— Tank A: 12,000 litres", "From roof to tap"]));
}
