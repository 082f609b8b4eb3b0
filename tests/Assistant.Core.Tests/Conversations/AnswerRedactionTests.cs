using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Conversations;

public sealed class AnswerRedactionTests
{
    [Theory]
    [InlineData("First fact [1]. Second fact [2].", "[source deleted] Second fact [2].")]
    [InlineData("First fact. [1] Second fact. [2]", "[source deleted] Second fact. [2]")]
    [InlineData("Kept. Both stand here [1][2]. Kept too.", "Kept. [source deleted] Kept too.")]
    [InlineData("Shared [2, 1]. End.", "[source deleted] End.")]
    [InlineData("One [1]. Two [1]. Three [3].", "[source deleted] Three [3].")]
    [InlineData("Number 11 is other [11].", "Number 11 is other [11].")]
    [InlineData("It was about 3.5 kg, i.e. heavy [1]. Next.", "[source deleted] Next.")]
    [InlineData("- point one [1]\n- point two [2]\n", "[source deleted]\n- point two [2]\n")]
    [InlineData("He said “Stop. Go home.” and left [1]. Fine.", "[source deleted] Fine.")]
    [InlineData("\"A sentence. And another.\" [1] Then more [2].", "[source deleted] Then more [2].")]
    [InlineData("猫は黒い。[1]犬は白い。[2]", "[source deleted]犬は白い。[2]")]
    [InlineData("No marks at all.", "No marks at all.")]
    [InlineData("", "")]
    public void Sentences_that_carry_a_deleted_number_are_replaced(string answer, string expected) =>
        Assert.Equal(expected, AnswerRedaction.Redact(answer, [Cite(1, "words that are not in the answer")]));

    [Fact]
    public void Words_of_the_quote_go_even_where_no_mark_stands() =>
        Assert.Equal("[source deleted] Other text.", AnswerRedaction.Redact("The secret is forty-two. Really so. Other text.", [Cite(1, "secret is forty-two. Really")]));

    [Fact]
    public void Nothing_is_replaced_without_deleted_citations() =>
        Assert.Equal("A [1].", AnswerRedaction.Redact("A [1].", []));

    [Fact]
    public void No_generated_answer_keeps_a_sentence_with_a_deleted_mark()
    {
        var random = new Random(5);
        string[] words = ["alpha", "Beta", "e.g.", "3.5", "\"quoted", "end\"", "“x", "y”", "(z)", "Dr.", "。", "\n", "\n\n", "- ", "what?", "so!", "…", "[2]", "[3, 4]"];
        for (var round = 0; round < 2_000; round++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)]).ToList();
            parts.Insert(random.Next(parts.Count + 1), "token" + round + " [1]");
            var redacted = AnswerRedaction.Redact(string.Join(' ', parts), [Cite(1, "none of this")]);
            Assert.DoesNotContain("[1]", redacted, StringComparison.Ordinal);
            Assert.DoesNotContain("token" + round, redacted, StringComparison.Ordinal);
            Assert.Contains(AnswerRedaction.Placeholder, redacted, StringComparison.Ordinal);
        }
    }

    private static Citation Cite(int number, string quote) =>
        new(number, DocumentId.New(), 1, "docs", "a.md", null, ContentKind.Text, null, [], quote, new TextSpan(0, quote.Length));
}
