using Assistant.Core.Answering;

namespace Assistant.Core.Tests.Answering;

public class AnswerMarksTests
{
    [Fact]
    public void Each_stretch_goes_with_the_marks_that_end_it()
    {
        var read = AnswerMarks.Read("Tea is brewed at 75 degrees [2]. Run it:\n\nINFO[0000] ready [1][3] And more [4, 5]. The rest has none.");
        Assert.Equal(["Tea is brewed at 75 degrees", "Run it:\n\nINFO[0000] ready", "And more"], read.Select(stretch => stretch.Text));
        Assert.Equal([[2], [1, 3], [4, 5]], read.Select(stretch => stretch.Numbers.Order().ToArray()));
    }

    [Fact]
    public void Without_marks_nothing_else_is_lost() =>
        Assert.Equal("It is 75. See [the page](x) and INFO[0000].", AnswerMarks.Without("It is 75 [1]. See [the page](x) [2, 3] and INFO[0000]."));
}
