using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Retrieval;

public class SnippetCutterTests
{
    private static string Cut(string query, string text, int length = 240)
    {
        var span = new SnippetCutter(query, length).Cut(text);
        return text[span.Start..span.End];
    }

    [Fact]
    public void The_window_holds_the_words_of_the_query_in_any_inflection()
    {
        var text = string.Concat(Enumerable.Repeat("Nothing of interest stands here at all. ", 20))
            + "Remote writes are retried when the configured endpoint answers with an error. "
            + string.Concat(Enumerable.Repeat("More that does not matter to anyone. ", 20));
        var snippet = Cut("retry remote write configuration", text);
        Assert.StartsWith("Remote writes are retried when the configured endpoint", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 150, 240);
        Assert.EndsWith(".", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_text_is_its_own_snippet() => Assert.Equal("Cats sleep.", Cut("cat", "  Cats sleep.\n"));

    [Fact]
    public void Many_words_together_beat_one_word_often() =>
        Assert.Contains("alpha beta gamma", Cut("alpha beta gamma", string.Concat(Enumerable.Repeat("alpha ", 200)) + string.Concat(Enumerable.Repeat("zero ", 100)) + "alpha beta gamma"), StringComparison.Ordinal);

    [Fact]
    public void Any_text_and_query_give_a_span_within_the_text_that_breaks_no_surrogate_pair()
    {
        var random = new Random(3);
        var pieces = new[] { "word ", "needle ", "😀", "猫", ". ", "\n", "longlonglonglong", "needle😀", "  " };
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 120)).Select(_ => pieces[random.Next(pieces.Length)]));
            var snippet = Cut(random.Next(2) == 0 ? "needle 猫" : "😀 absent", text, 60);
            Assert.InRange(snippet.Length, 0, 80);
            Assert.False(snippet.Length > 0 && (char.IsLowSurrogate(snippet[0]) || char.IsHighSurrogate(snippet[^1])), text);
        }
    }
}
