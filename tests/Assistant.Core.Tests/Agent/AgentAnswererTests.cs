using Assistant.Core.Answering;
using Assistant.Core.Tests.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Agent;

public class AgentAnswererTests
{
    private const string Search = """{"thought":"Search the documents.","calls":[{"tool":"search","arguments":{"query":"green tea brewed"}}]}""";
    private readonly AgentBench bench = new();

    public AgentAnswererTests()
    {
        bench.Knowledge.Add("tea.md", "Tea", "Green tea is brewed at 75 degrees for two minutes. Tea came to Europe in 1610 on Dutch ships.");
        bench.Knowledge.Add("coffee.md", "Coffee", "Coffee is brewed at 92 degrees. A bag of coffee costs 14 crowns.");
    }

    [Fact]
    public async Task It_searches_reads_and_answers_with_a_checked_citation()
    {
        var reading = await bench.AskAsync("How hot is green tea brewed?", Search, """{"thought":"[1] answers it.","answer":"Green tea is brewed at 75 degrees [1]. And it is made of gold [1]."}""");
        Assert.Equal("Green tea is brewed at 75 degrees [1].", reading.Done.Answer);
        Assert.Equal(reading.Done.Answer, reading.Streamed.Trim());
        Assert.Equal(("tea.md", "Green tea is brewed at 75 degrees for two minutes."), (reading.Citations.Single().Uri, reading.Citations.Single().Quote));
        Assert.Equal(
            [typeof(ThoughtEvent), typeof(ToolCallEvent), typeof(ObservationEvent), typeof(ThoughtEvent), typeof(TextEvent), typeof(CitationEvent), typeof(NoticeEvent), typeof(DoneEvent)],
            reading.Events.Select(made => made.GetType()));
        Assert.Equal([1, 1, 1, 2, 2, 2, 0, 0], reading.Events.Select(made => made.Step));
        var seen = reading.Events.OfType<ObservationEvent>().Single();
        Assert.Equal(("search", "1.1", "tea.md"), (seen.Tool, seen.CallId, seen.Sources[0].Uri));
        Assert.StartsWith("[1] Tea (tea.md)\nGreen tea is brewed", seen.Text, StringComparison.Ordinal);
        Assert.True(reading.Done.Supported && reading.Done.Usage.PromptTokens > 0);
    }

    [Theory]
    [InlineData(UnsupportedSentences.Drop, "Green tea is brewed at 75 degrees [1].", 1)]
    [InlineData(UnsupportedSentences.Mark, "Green tea is brewed at 75 degrees [1]. And it is made of gold. [?]", 0)]
    [InlineData(UnsupportedSentences.Keep, "Green tea is brewed at 75 degrees [1]. And it is made of gold.", 0)]
    public async Task What_nothing_supports_is_dropped_marked_or_kept_as_the_option_says(UnsupportedSentences option, string expected, int notices)
    {
        bench.Answering.Unsupported = option;
        var reading = await bench.AskAsync("How hot is green tea brewed?", Search, """{"thought":"[1] answers it.","answer":"Green tea is brewed at 75 degrees [1]. And it is made of gold [1]."}""");
        Assert.Equal(expected, reading.Done.Answer);
        Assert.Equal(notices, reading.Notices.Count(text => text.Contains("1 of 2 sentences are left out", StringComparison.Ordinal)));
        Assert.Single(reading.Citations);
    }

    [Fact]
    public async Task The_prompt_only_grows_so_that_its_beginning_is_computed_once()
    {
        var (agent, chat) = bench.Saying(Search, Search.Replace("green", "hot", StringComparison.Ordinal), """{"thought":"","answer":"Green tea is brewed at 75 degrees [1]."}""");
        await AnswerReading.Of(agent, "How hot is green tea brewed?");
        await AnswerReading.Of(agent, new AnswerRequest("And coffee?") { History = [("user", "How hot is green tea brewed?"), ("assistant", "At 75 degrees [1].")] });
        Assert.Equal(6, chat.Prompts.Count + 2);
        for (var i = 1; i < 3; i++)
            Assert.Equal(chat.Prompts[i - 1].Select(Words), chat.Prompts[i].Take(chat.Prompts[i - 1].Count).Select(Words));
        Assert.Equal(chat.Prompts[0][0].Text, chat.Prompts[^1][0].Text);
        Assert.Equal("""{"thought":"","answer":"At 75 degrees [1]."}""", chat.Prompts[^1][2].Text);

        static string Words(ChatMessage message) => $"{message.Role}: {message.Text}";
    }

    [Fact]
    public async Task Calls_of_one_step_run_beside_each_other_and_are_numbered_in_order()
    {
        var reading = await bench.AskAsync(
            "How hot are tea and coffee brewed?",
            """{"thought":"Both.","calls":[{"tool":"search","arguments":{"query":"green tea degrees","k":1}},{"tool":"search","arguments":{"query":"coffee degrees","k":1}}]}""",
            """{"thought":"","answer":"Green tea is brewed at 75 degrees [1]. Coffee is brewed at 92 degrees [2]."}""");
        Assert.Equal(["tea.md", "coffee.md"], reading.Citations.Select(citation => citation.Uri));
        Assert.Equal(["1.1", "1.2"], reading.Events.OfType<ObservationEvent>().Select(seen => seen.CallId!));
    }

    [Fact]
    public async Task A_computed_result_stands_on_the_program_and_the_passage()
    {
        var reading = await bench.AskAsync(
            "What do 3 bags of coffee cost?",
            """{"thought":"Search.","calls":[{"tool":"search","arguments":{"query":"bag of coffee costs"}}]}""",
            """{"thought":"[1] has the numbers; compute.","calls":[{"tool":"compute","arguments":{"program":"print(3*14)"}}]}""",
            """{"thought":"The result is known.","answer":"3 bags of coffee cost 42 crowns [1]."}""");
        Assert.Equal("3 bags of coffee cost 42 crowns [1].", reading.Done.Answer);
        Assert.Equal("coffee.md", reading.Citations.Single().Uri);
    }

    [Fact]
    public async Task A_number_that_stands_nowhere_is_not_supported()
    {
        var reading = await bench.AskAsync("How hot is green tea brewed?", Search, """{"thought":"","answer":"Green tea is brewed at 80 degrees [1]."}""");
        Assert.Equal(ExtractiveAnswerer.ModelName, reading.Done.Model);
        Assert.Contains("75 degrees", reading.Done.Answer, StringComparison.Ordinal);
        Assert.Contains(reading.Events.OfType<NoticeEvent>(), notice => notice.Text.Contains("supported", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_step_is_asked_for_again_and_the_second_ends_in_quotations()
    {
        var repaired = await bench.AskAsync("How hot is green tea brewed?", Search, "Sure! Tea is hot.", """{"thought":"","answer":"Green tea is brewed at 75 degrees [1]."}""");
        Assert.Equal("Green tea is brewed at 75 degrees [1].", repaired.Done.Answer);
        Assert.Contains("no JSON object", repaired.Events.OfType<NoticeEvent>().Single().Text, StringComparison.Ordinal);

        var weak = await bench.AskAsync("How hot is green tea brewed?", """{"thought":"x" """);
        Assert.Equal(ExtractiveAnswerer.ModelName, weak.Done.Model);
        Assert.Contains("twice", weak.Events.OfType<NoticeEvent>().Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_call_is_told_of_and_the_third_time_ends_the_loop()
    {
        var reading = await bench.AskAsync("How hot is green tea brewed?", Search);
        Assert.Equal(3, reading.Events.OfType<ToolCallEvent>().Count(call => call.Step > 0));
        Assert.Contains("already", reading.Events.OfType<ObservationEvent>().ElementAt(1).Text, StringComparison.Ordinal);
        Assert.Contains("three times", reading.Events.OfType<NoticeEvent>().Single().Text, StringComparison.Ordinal);
        Assert.Contains("75 degrees", reading.Done.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budgets_end_the_answer_in_quotations()
    {
        bench.Options.MaxTokens = 500;
        bench.Options.MaxSteps = 20;
        var reading = await bench.AskAsync("How hot is green tea brewed?", [.. Enumerable.Range(0, 20).Select(i => Search.Replace("green", $"green{i}", StringComparison.Ordinal))]);
        Assert.Contains("500 tokens", reading.Events.OfType<NoticeEvent>().Last().Text, StringComparison.Ordinal);
        Assert.Equal((ExtractiveAnswerer.ModelName, true), (reading.Done.Model, reading.Done.Supported));
    }

    [Fact]
    public async Task In_the_last_step_the_model_can_only_answer()
    {
        bench.Options.MaxSteps = 2;
        var formats = new List<string>();
        var agent = bench.On(new FormatSpy(Search, formats));
        var reading = await AnswerReading.Of(agent, "How hot is green tea brewed?");
        Assert.Contains("calls", formats[0], StringComparison.Ordinal);
        Assert.DoesNotContain("calls", formats[1], StringComparison.Ordinal);
        Assert.Contains("within 2 steps", reading.Events.OfType<NoticeEvent>().Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_be_reached_is_told_of_and_the_answer_is_quoted()
    {
        var reading = await AnswerReading.Of(bench.On(new ScriptedChat(_ => Search) { Failure = new HttpRequestException("refused") }), "How hot is green tea brewed?");
        Assert.Contains("cannot be reached", reading.Events.OfType<NoticeEvent>().Single().Text, StringComparison.Ordinal);
        Assert.Contains("75 degrees", reading.Done.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_is_said_as_it_is()
    {
        var reading = await bench.AskAsync("Who won the race?", """{"thought":"","calls":[{"tool":"search","arguments":{"query":"race winner"}}]}""", $$"""{"thought":"Nothing found answers it.","answer":"{{ExtractiveAnswerer.NothingFound}}"}""");
        Assert.Equal((ExtractiveAnswerer.NothingFound, false), (reading.Done.Answer, reading.Done.Supported));
        Assert.Equal("No passages found.", reading.Events.OfType<ObservationEvent>().Single().Text);
    }

    [Fact]
    public async Task A_fact_is_kept_when_the_user_says_it_and_recalled_for_its_user_alone()
    {
        var told = await bench.AskAsync(
            "Remember that my extension is 214.",
            """{"thought":"","calls":[{"tool":"remember","arguments":{"fact":"My extension is 214"}}]}""",
            """{"thought":"It is kept.","answer":"I will remember it: My extension is 214."}""");
        Assert.Equal("I will remember it: My extension is 214.", told.Done.Answer);
        Assert.Equal("My extension is 214", Assert.Single(await bench.Facts.ListAsync("ann")).Text);
        var recalled = await bench.AskAsync("What is my extension?", """{"thought":"","calls":[{"tool":"recall","arguments":{"query":"extension"}}]}""", """{"thought":"","answer":"Your extension is 214."}""");
        Assert.Equal("Your extension is 214.", recalled.Done.Answer);
        var (agent, _) = bench.Saying("""{"thought":"","calls":[{"tool":"recall","arguments":{"query":"extension"}}]}""", """{"thought":"","answer":"Your extension is 214."}""");
        var other = await AnswerReading.Of(agent, new AnswerRequest("What is my extension?") { User = "bob" });
        Assert.Equal("No facts found.", other.Events.OfType<ObservationEvent>().First().Text);
        Assert.DoesNotContain("214", other.Done.Answer, StringComparison.Ordinal);
    }

    /// <summary>Notes the formats that are asked for.</summary>
    private sealed class FormatSpy(string reply, List<string> formats) : DelegatingChatClient(new ScriptedChat(_ => reply))
    {
        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            formats.Add(((ChatResponseFormatJson)options!.ResponseFormat!).Schema!.Value.GetRawText());
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }
    }
}
