using Assistant.Index.Text;

namespace Assistant.Index.Tests.Text;

public sealed class WordSegmenterTests
{
    [Theory]
    [InlineData("The quick (“brown”) fox can’t jump 32.3 feet, right?", "The|quick|brown|fox|can’t|jump|32.3|feet|right")]
    [InlineData("1,000.5 and 3,a 4. end.", "1,000.5|and|3|a|4|end")]
    [InlineData("example.com a.b. foo..bar x:y", "example.com|a.b|foo|bar|x|y")]
    [InlineData("snake_case _ __init__ 3d utf8", "snake_case|__init__|3d|utf8")]
    [InlineData("run --max-depth=3 -v a--b well-known - item -", "run|--max-depth|3|-v|a|b|well|known|item")]
    [InlineData("日本語とEnglish 한국어 ไทย", "日本語と|English|한국어|ไทย")]
    [InlineData("e\u0301tude fiancé\u200bx naïve", "e\u0301tude|fiancé\u200bx|naïve")]
    [InlineData("ok 😀👍🏽 ☕ done", "ok|😀|👍🏽|☕|done")]
    [InlineData("𐐷𐐲x 𠮷野家", "𐐷𐐲x|𠮷野家")]
    [InlineData("", "")]
    [InlineData("\ud800 lone \udc00", "lone")]
    public void Text_is_cut_at_word_boundaries(string text, string words) =>
        Assert.Equal(words, string.Join('|', WordsOf(text)));

    [Theory]
    [InlineData("maxDepth", (int)WordShape.Identifier)]
    [InlineData("HTTPServer", (int)WordShape.Identifier)]
    [InlineData("URLs", (int)WordShape.Word)]
    [InlineData("Server", (int)WordShape.Word)]
    [InlineData("max_depth", (int)WordShape.Identifier)]
    [InlineData("std.io", (int)WordShape.Identifier)]
    [InlineData("3.14", (int)WordShape.Number)]
    [InlineData("--help", (int)WordShape.Flag)]
    [InlineData("漢字", (int)WordShape.Ideographs)]
    [InlineData("🚀", (int)WordShape.Symbol)]
    public void A_word_has_its_shape(string text, int shape)
    {
        var words = new WordSegmenter(text);
        Assert.True(words.MoveNext());
        Assert.Equal((WordShape)shape, words.Shape);
    }

    [Fact]
    public void Random_text_gives_ascending_words_of_its_own_and_no_error()
    {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var text = new char[random.Next(60)];
            foreach (ref var c in text.AsSpan())
                c = random.Next(3) == 0 ? (char)random.Next(65536) : "ab.'_-:9, \u0301日ü\ud83d\ude00"[random.Next(15)];
            var words = new WordSegmenter(text);
            var end = 0;
            while (words.MoveNext())
            {
                Assert.InRange(words.Start, end, text.Length);
                Assert.InRange(words.Length, 1, text.Length - words.Start);
                end = words.Start + words.Length;
            }
        }
    }

    private static List<string> WordsOf(string text)
    {
        var list = new List<string>();
        var words = new WordSegmenter(text);
        while (words.MoveNext())
            list.Add(words.Current.ToString());
        return list;
    }
}
