using Assistant.Index.Text;

namespace Assistant.Index.Tests.Text;

public sealed class HighlighterTests
{
    [Theory]
    [InlineData("alerting rule", "The [rules] that [alert] you, not the ruler.")]
    [InlineData("cafe", "A [CAFÉ] in Paris.")]
    [InlineData("max depth", "Set [maxDepth] or [--max-depth].")]
    [InlineData("prom* -noise", "[Prometheus] and [prom], noise.")]
    [InlineData("the garden", "The [garden] of the king.")]
    [InlineData("the", "[The] garden of [the] king.")]
    [InlineData("\"to be\"", "Not [to] [be] here.")]
    [InlineData("日本語", "これは[日本語]です、日曜。")]
    [InlineData("nothing", "No match.")]
    public void Matching_words_are_found(string query, string marked)
    {
        var text = marked.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        var spans = new Highlighter(query).Find(text);
        var result = text;
        foreach (var span in spans.Reverse())
            result = result.Insert(span.End, "]").Insert(span.Start, "[");
        Assert.Equal(marked, result);
    }
}
