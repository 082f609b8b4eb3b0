using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Fts5;

namespace Assistant.Storage.Tests.Fts5;

public sealed class MatchExpressionTests
{
    [Theory]
    [InlineData("Hello, world", "\"hello\" \"world\"")]
    [InlineData("the cat AND the dog", "\"cat\" \"dog\"")]
    [InlineData("to be or not to be", "\"to\" \"be\" \"or\" \"not\" \"to\" \"be\"")]
    [InlineData("title:x* \"quoted NEAR(a\" b", "\"title\" \"x\" \"quoted\" \"near\" \"b\"")]
    [InlineData("cat dog Cat CAT", "\"cat\" \"dog\" \"cat\" \"cat\"")]
    [InlineData("日本語の検索", "\"日本\" \"本語\" \"語の\" \"の検\" \"検索\"")]
    [InlineData("猫", "\"猫\"*")]
    [InlineData("C言語 book", "\"c\" \"言語\" \"book\"")]
    [InlineData("\uE000c1 \uE000ktext", "\"c1\" \"ktext\"")]
    public void Terms_are_quoted_words_without_syntax(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', MatchExpression.Terms(query)));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0")]
    [InlineData("\" * : ( ) - + ^ 🙂 \ud800")]
    public void Text_without_words_asks_for_nothing(string query) => Assert.Null(MatchExpression.Build(query, new SearchFilter()));

    [Fact]
    public void Filter_stands_inside_the_expression() =>
        Assert.Equal(
            "(\"\uE000c3\" OR \"\uE000c12\") AND \"\uE000kimage\" AND (\"x\" OR \"y\")",
            MatchExpression.Build("x y", new SearchFilter(new HashSet<int> { 12, 3 }, ContentKind.Image)));

    [Fact]
    public void Long_query_keeps_its_first_sixty_four_terms()
    {
        var terms = MatchExpression.Terms(string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"word{i}")));
        Assert.Equal(64, terms.Count);
        Assert.Equal("\"word63\"", terms[^1]);
    }

    [Fact]
    public void Split_puts_each_character_in_exactly_one_part()
    {
        var (words, pairs) = (new StringBuilder(), new StringBuilder());
        CjkText.Split("Rust言語 の book\uE000x 한국어!", words, pairs);
        Assert.Equal("Rust    book x  !", words.ToString());
        Assert.Equal("言語 語 の 한국 국어 어 ", pairs.ToString());
    }
}
