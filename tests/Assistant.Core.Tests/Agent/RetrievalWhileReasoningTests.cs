using Assistant.Core.Agent;
using Assistant.Core.Answering;
using Assistant.Core.Tests.Answering;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Agent;

public class RetrievalWhileReasoningTests
{
    private const string Question = "Who keeps the garden of the town where Mira Holt lives?";
    private readonly AgentBench bench = new();

    public RetrievalWhileReasoningTests()
    {
        bench.Knowledge.Add("holt.md", "Mira Holt", "Mira Holt lives in Eskdale. Her house has a green door.");
        bench.Knowledge.Add("eskdale.md", "Places", "Eskdale lies on a river. In Eskdale roses are kept by Jonas Reed.");
        bench.Options.Passages = 1;
    }

    [Fact]
    public async Task IRCoT_searches_for_the_question_and_then_for_the_last_sentence_of_each_thought()
    {
        bench.Options.Strategy = AnswerStrategy.IrCoT;
        var (agent, chat) = bench.Saying(
            """{"thought":"Mira Holt lives in Eskdale. So it is roses of Eskdale, which lies on a river."}""",
            """{"thought":"[2] names him.","answer":"In Eskdale roses are kept by Jonas Reed [2]."}""");
        var reading = await AnswerReading.Of(agent, Question);
        Assert.Equal(
            [Question, "So it is roses of Eskdale, which lies on a river."],
            reading.Events.OfType<ToolCallEvent>().Select(call => call.Arguments.GetProperty("query").GetString()!));
        Assert.Equal([0, 1], reading.Events.OfType<ToolCallEvent>().Select(call => call.Step));
        Assert.Equal(["holt.md", "eskdale.md"], reading.Events.OfType<ObservationEvent>().Select(seen => seen.Sources.Single().Uri));
        Assert.Equal("eskdale.md", reading.Citations.Single().Uri);
        // Roles take turns, so that any chat template can write the conversation.
        Assert.Equal(["system", "user", "assistant", "user", "assistant", "user"], chat.Prompts[^1].Select(message => message.Role.Value));
        Assert.Contains("""{"thought":"one sentence"}""", chat.Prompts[0][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReAct_takes_no_thought_alone_and_searches_for_none()
    {
        var reading = await bench.AskAsync(Question, """{"thought":"Mira Holt lives in Eskdale."}""");
        Assert.DoesNotContain(reading.Events.OfType<ToolCallEvent>(), call => call.Step > 0);
        Assert.Contains(reading.Events.OfType<NoticeEvent>(), notice => notice.Text.Contains("neither", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IRCoT_shows_each_passage_once()
    {
        bench.Options.Strategy = AnswerStrategy.IrCoT;
        var reading = await bench.AskAsync(Question, """{"thought":"Mira Holt has a green door."}""", """{"thought":"","answer":"Mira Holt lives in Eskdale [1]."}""");
        Assert.Equal("No new passages found.", reading.Events.OfType<ObservationEvent>().ElementAt(1).Text);
    }

    [Fact]
    public async Task IRCoT_that_thinks_in_circles_ends_in_quotations()
    {
        bench.Options.Strategy = AnswerStrategy.IrCoT;
        var reading = await bench.AskAsync(Question, """{"thought":"Mira Holt has a green door."}""");
        Assert.Contains("three times", reading.Events.OfType<NoticeEvent>().Single().Text, StringComparison.Ordinal);
        Assert.Equal(ExtractiveAnswerer.ModelName, reading.Done.Model);
    }

    private const string First = """{"thought":"Search.","calls":[{"tool":"search","arguments":{"query":"Mira Holt lives"}}]}""";
    private const string Draft = """{"thought":"It is known.","answer":"Mira Holt lives in Eskdale [1]. In Eskdale roses are kept by Anna [1]."}""";

    [Fact]
    public async Task FLARE_searches_for_an_unsure_sentence_without_its_unsure_words_and_writes_it_again()
    {
        bench.Flare.Enabled = true;
        var chat = Script(First, Draft, """{"thought":"","answer":"In Eskdale roses are kept by Jonas Reed [2]."}""");
        var reading = await AnswerReading.Of(bench.On(new UnsureChat(chat, "Anna")), Question);
        Assert.Equal(["Mira Holt lives", "In Eskdale roses are kept by"], reading.Events.OfType<ToolCallEvent>().Select(call => call.Arguments.GetProperty("query").GetString()!));
        Assert.Equal("Mira Holt lives in Eskdale [1]. In Eskdale roses are kept by Jonas Reed [2].", reading.Done.Answer);
        Assert.Equal(["holt.md", "eskdale.md"], reading.Citations.Select(citation => citation.Uri));
        Assert.Equal("""{"thought":"It is known.","answer":"Mira Holt lives in Eskdale [1]."}""", chat.Prompts[^1][^2].Text);
        Assert.Equal(3, chat.Prompts.Count);
    }

    [Fact]
    public async Task FLARE_lets_sure_sentences_stand_and_searches_no_more_than_it_may()
    {
        bench.Flare.Enabled = true;
        var sure = Script(First, """{"thought":"","answer":"Mira Holt lives in Eskdale [1]."}""");
        var calm = await AnswerReading.Of(bench.On(new UnsureChat(sure, "Anna", "[1].")), Question);
        Assert.Equal("Mira Holt lives in Eskdale [1].", calm.Done.Answer);
        Assert.Single(calm.Events.OfType<ToolCallEvent>());

        // What is written after its search is taken as it is, though the model is unsure of it still.
        var unsure = Script(First, Draft, """{"thought":"","answer":"In Eskdale roses are kept by Jonas Reed [2]."}""");
        var reading = await AnswerReading.Of(bench.On(new UnsureChat(unsure, "Anna", "Jonas")), Question);
        Assert.Equal(2, reading.Events.OfType<ToolCallEvent>().Count());
        Assert.EndsWith("Jonas Reed [2].", reading.Done.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FLARE_goes_on_writing_where_its_search_finds_nothing_new()
    {
        bench.Flare.Enabled = true;
        var chat = Script(First, """{"thought":"","answer":"Mira Holt lives in Eskdale [1]. Her house has a green door [1]."}""");
        var reading = await AnswerReading.Of(bench.On(new UnsureChat(chat, "green")), Question);
        Assert.Equal("Mira Holt lives in Eskdale [1]. Her house has a green door [1].", reading.Done.Answer);
        Assert.Equal("No new passages found.", reading.Events.OfType<ObservationEvent>().Last().Text);
        Assert.Equal(2, chat.Prompts.Count);
    }

    [Fact]
    public async Task FLARE_with_a_model_that_reports_no_probabilities_says_what_to_do()
    {
        bench.Flare.Enabled = true;
        var (agent, _) = bench.Saying(First, Draft);
        var failure = await Assert.ThrowsAsync<ChatModelException>(() => AnswerReading.Of(agent, Question));
        Assert.Contains("Assistant:Agent:Flare:Enabled", failure.Message, StringComparison.Ordinal);
        Assert.Contains("logprobs", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_observations_show_the_sentences_that_answer()
    {
        (bench.Compression.Enabled, bench.Compression.BudgetTokens) = (true, 10);
        var reading = await bench.AskAsync("Where does Mira Holt live?", First, """{"thought":"","answer":"Mira Holt lives in Eskdale [1]."}""");
        Assert.Equal("[1] Mira Holt (holt.md)\nMira Holt lives in Eskdale.", reading.Events.OfType<ObservationEvent>().Single().Text);
        Assert.Equal("Mira Holt lives in Eskdale.", reading.Citations.Single().Quote);
    }

    [Theory]
    [InlineData("ReadOnce", "", "Assistant:Agent:Flare:Enabled")]
    [InlineData("ReAct", "search", "needs the tool search")]
    public void What_cannot_be_is_refused_when_the_answerer_is_made(string strategy, string disabled, string expected)
    {
        var settings = new Dictionary<string, string?> { ["Assistant:Agent:Strategy"] = strategy, ["Assistant:Agent:Flare:Enabled"] = "true", ["Assistant:Agent:DisabledTools:0"] = disabled };
        var services = new ServiceCollection().AddLogging().AddSingleton<IChatClient>(Script(First)).AddAssistantAnswering(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IAnswerer>());
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static ScriptedChat Script(params string[] replies)
    {
        var next = 0;
        return new ScriptedChat(_ => replies[Math.Min(next++, replies.Length - 1)]);
    }
}
