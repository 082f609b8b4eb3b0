using Assistant.Core.Answering;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Answering;

public class QueryRewriterTests
{
    [Theory]
    [InlineData("How hot is green tea brewed?", "How long is it kept?", "How long is green tea kept?")]
    [InlineData("Who is Mara Lindt?", "Where does she live?", "Where does Mara Lindt live?")]
    [InlineData("Where is the old generator?", "What is its power?", "What is the old generator's power?")]
    [InlineData("How hot is green tea brewed?", "And coffee?", "How hot is coffee brewed?")]
    [InlineData("How hot is green tea brewed?", "What about coffee?", "How hot is coffee brewed?")]
    [InlineData("Who is Mara Lindt?", "How about Ole Brand?", "Who is Ole Brand?")]
    [InlineData("Where is the old generator?", "Who built it?", "Who built the old generator?")]
    [InlineData("Where is the old generator?", "How do visitors book their beds?", "How do visitors book their beds?")]
    [InlineData("Where is the old generator?", "When did Mara Lindt lose her hat?", "When did Mara Lindt lose her hat?")]
    [InlineData("Where is the old generator?", "Who is Ole Brand?", "Who is Ole Brand?")]
    [InlineData("Where is the old generator?", "And who repairs pumps?", "And who repairs pumps?")]
    public void Rules_put_the_topic_where_a_pronoun_or_nothing_stands(string before, string question, string expected) =>
        Assert.Equal(expected, RewriteRules.Complete(question, [("user", before), ("assistant", "It is so [1].")]));

    [Fact]
    public void The_topic_outlives_a_question_about_a_pronoun()
    {
        (string, string)[] history = [("user", "Who is Mara Lindt?"), ("assistant", "A keeper."), ("user", "Where does she live?"), ("assistant", "There.")];
        Assert.Equal("How old is Mara Lindt?", RewriteRules.Complete("How old is she?", history));
        Assert.Equal("How old is she?", RewriteRules.Complete("How old is she?", []));
    }

    [Fact]
    public async Task The_model_completes_it_as_json_or_as_a_line()
    {
        foreach (var written in new[] { """{"question":"How long is green tea kept?"}""", "How long is green tea kept?\nBecause tea …" })
        {
            var rewritten = await RewriteAsync(written);
            Assert.Equal(("How long is green tea kept?", false, null), (rewritten.Question, rewritten.IsByRules, rewritten.Notice));
        }
    }

    [Theory]
    [InlineData("{\"question\":\"Who won the yacht race of Monaco?\"}")]
    [InlineData("{\"question\":\"\"}")]
    [InlineData("{\"question\":")]
    [InlineData("")]
    public async Task What_the_model_makes_up_is_replaced_by_the_rules_and_told(string written)
    {
        var rewritten = await RewriteAsync(written);
        Assert.Equal(("How long is green tea kept?", true), (rewritten.Question, rewritten.IsByRules));
        Assert.Contains("rules did", Assert.IsType<NoticeEvent>(rewritten.Events("How long is it kept?").First()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_out_of_reach_leaves_it_to_the_rules_and_off_means_off()
    {
        var gone = await new QueryRewriter(new ScriptedChat(_ => "") { Failure = new HttpRequestException("refused") }, QueryRewriting.Auto).RewriteAsync(Request(), default);
        Assert.Equal("How long is green tea kept?", gone.Question);
        Assert.NotNull(gone.Failure);
        var rules = new ScriptedChat(_ => "x");
        Assert.Equal("How long is green tea kept?", (await new QueryRewriter(rules, QueryRewriting.Rules).RewriteAsync(Request(), default)).Question);
        Assert.Equal("How long is it kept?", (await new QueryRewriter(rules, QueryRewriting.None).RewriteAsync(Request(), default)).Question);
        Assert.Empty(rules.Prompts);
    }

    [Fact]
    public async Task Quotations_are_found_for_a_follow_up_without_any_model()
    {
        var knowledge = new InMemoryKnowledge();
        knowledge.Add("tea.md", "Tea", "Green tea is brewed at 75 degrees. Green tea is kept for one year in a dark jar.");
        var answerer = new ExtractiveAnswerer(InMemoryKnowledge.Retriever(knowledge), knowledge, Options.Create(new AnsweringOptions()));
        var reading = await AnswerReading.Of(answerer, Request());
        Assert.Contains("by rules, the question is: How long is green tea kept?", Assert.IsType<ThoughtEvent>(reading.Events[0]).Text, StringComparison.Ordinal);
        Assert.Contains("one year", reading.Done.Answer, StringComparison.Ordinal);
    }

    private static AnswerRequest Request() => new("How long is it kept?") { History = [("user", "How hot is green tea brewed?"), ("assistant", "At 75 degrees [1].")] };

    private static ValueTask<RewrittenQuery> RewriteAsync(string written) => new QueryRewriter(new ScriptedChat(_ => written), QueryRewriting.Auto).RewriteAsync(Request(), default);
}
