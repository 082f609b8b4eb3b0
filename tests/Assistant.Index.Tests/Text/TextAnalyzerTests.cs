using System.Text;
using Assistant.Index.Text;

namespace Assistant.Index.Tests.Text;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("Running DÉJÀ-vu", "run@0 deja@1 vu@2")]
    [InlineData("maxDepth x", "maxdepth@0 max@0 depth@1 x@2")]
    [InlineData("HTTPServer", "httpserver@0 http@0 server@1")]
    [InlineData("snake_cases", "snake_cases@0 snake@0 case@1")]
    [InlineData("docs.example.com", "docs.example.com@0 doc@0 exampl@1 com@2")]
    [InlineData("--max-depth 3", "--max-depth@0 max@0 depth@1 3@2")]
    [InlineData("U.S.A. law", "u.s.a@0 usa@0 law@1")]
    [InlineData("1,000 3.14", "1000@0 3.14@1")]
    [InlineData("__init__", "init@0")]
    [InlineData("日本語 x", "日本@0 本語@1 x@2")]
    [InlineData("本", "本@0")]
    [InlineData("ﬁne Straße ＡＢＣ Łódź", "fine@0 strass@1 abc@2 lodz@3")]
    public void Words_give_terms_at_positions(string text, string terms) => Assert.Equal(terms, string.Join(' ', TermsOf(text)));

    [Theory]
    [InlineData("cafe\u0301", "CAFÉ")]
    [InlineData("rock’n’roll", "ROCK'N'ROLL")]
    [InlineData("co\u00adoperate", "cooperate")]
    public void Spellings_of_the_same_word_meet(string a, string b) => Assert.Equal(TermsOf(a), TermsOf(b));

    [Fact]
    public void Analysis_does_not_allocate_once_warm()
    {
        const string Text = "The maxDepth of --max-depth flags, café 日本語 and running_words in 1,000.5 places; l'été.";
        var analyzer = new TextAnalyzer();
        Count(analyzer, Text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Count(analyzer, Text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Count(TextAnalyzer analyzer, string text)
    {
        var count = 0;
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            foreach (var language in (ReadOnlySpan<Language>)[Language.English, Language.French, Language.German])
            {
                analyzer.Expand(words.Current, words.Shape, language);
                count += analyzer.Count;
            }
        }

        return count;
    }

    private static List<string> TermsOf(string text)
    {
        var analyzer = new TextAnalyzer();
        var terms = new List<string>();
        var position = 0;
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            analyzer.Expand(words.Current, words.Shape, Language.English);
            for (var i = 0; i < analyzer.Count; i++)
                terms.Add($"{Encoding.UTF8.GetString(analyzer.Term(i))}@{position + analyzer.Offset(i)}");
            position += analyzer.Advance;
        }

        return terms;
    }
}
