using Assistant.Core.Text;

namespace Assistant.Core.Tests.Text;

public class TermReaderTests
{
    private static string[] Values(string text, bool stem = false) => [.. Term.ListOf(text, stem).Select(term => term.Value)];

    [Fact]
    public void Words_are_cut_at_marks_and_folded() =>
        Assert.Equal(["uber", "cafe", "max", "depth", "3", "naive"], Values("Über Café: --max_depth=3, naïve!"));

    [Fact]
    public void Combining_accents_are_taken_off_as_well() => Assert.Equal(Values("é Å"), Values("e\u0301 A\u030A"));

    [Fact]
    public void Greek_and_Cyrillic_lose_their_accents() => Assert.Equal(["αθηνα", "еи"], Values("ΑΘΉΝΑ Ёй"));

    [Fact]
    public void Words_are_stemmed() => Assert.Equal(["configur", "retri"], Values("Configuring retries", stem: true));

    [Fact]
    public void Chinese_gives_overlapping_pairs() => Assert.Equal(["如何", "何安", "安装", "prometheu", "猫"], Values("如何安装Prometheus，猫", stem: true));

    [Fact]
    public void Spans_point_at_the_words()
    {
        const string text = "The Äpfel, 東京都 and 𠮷野家 -- \uD800 end";
        foreach (var term in Term.ListOf(text, stem: false))
        {
            Assert.Equal(term.Value, string.Concat(Term.ListOf(text.AsSpan(term.Start, term.End - term.Start), stem: false).Select(t => t.Value)));
        }

        Assert.Contains(Term.ListOf(text), term => text[term.Start..term.End] == "𠮷野");
    }

    [Fact]
    public void A_word_without_end_counts_by_its_beginning()
    {
        var term = Assert.Single(Term.ListOf(new string('x', 5000)));
        Assert.Equal((64, 0, 5000), (term.Value.Length, term.Start, term.End));
    }
}
