using System.Text.Json;
using Assistant.Evals.Llm;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Tests.Llm;

public sealed class LlmSuiteTests
{
    private const string Prompt = """{"prompt":"Tools:\n{{tools}}","tools":["- search {\"query\":string,\"k\"?:integer}: passages","- compute {\"program\":string}: a program"]}""";

    [Fact]
    public async Task Each_message_with_gold_is_a_step_with_all_that_precedes_it()
    {
        var cases = await ReadAsync();

        Assert.Equal(["sum", "sum", "sum", "refuse"], cases.Select(item => item.Kind));
        Assert.Equal([2, 4, 6, 3], cases.Select(item => item.Messages.Count));
        Assert.Contains("- search ", cases[0].Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal(["- recall {}: facts"], cases[3].Tools);
    }

    [Fact]
    public async Task A_model_that_writes_what_is_expected_is_right_everywhere()
    {
        var cases = await ReadAsync();
        var score = new LlmScore();
        foreach (var item in cases) score.Add(item, item.Expected);

        var report = score.Report("m", null);
        Assert.Equal((4, 1.0, 1.0, 1.0), (report.Steps, report.Valid, report.KnownTool, report.Choice));
        Assert.Equal((1, 1.0, 1.0, 1.0), (report.Programs, report.ProgramAccuracy, report.ResultAccuracy, report.RefusalRecall));
    }

    [Fact]
    public async Task Programs_count_by_what_they_print_and_tools_must_be_in_the_prompt()
    {
        var cases = await ReadAsync();
        var score = new LlmScore();
        score.Add(cases[1], """{"thought":"","calls":[{"tool":"compute","arguments":{"program":"a=35\nprint(2*a)"}}]}""");
        score.Add(cases[0], """{"thought":"","calls":[{"tool":"browse","arguments":{}}]}""");
        score.Add(cases[2], "not JSON");

        var report = score.Report("m", 1);
        Assert.Equal(1, report.ProgramAccuracy);
        Assert.Equal(2.0 / 3, report.Valid, 6);
        Assert.Equal(1.0 / 3, report.KnownTool, 6);
        Assert.Equal(0, report.ResultAccuracy);
    }

    [Fact]
    public void Answers_count_by_words_and_marks()
    {
        var item = new LlmCase("read", ["- search {}: x"], [new(ChatRole.User, "q")], """{"thought":"","answer":"The pump holds 40 litres [2]."}""", new LlmGold([2]));
        var score = new LlmScore();
        score.Add(item, """{"thought":"x","answer":"the pump holds 40 litres. [2] [3]"}""");
        score.Add(item, """{"thought":"x","answer":"The pump is red [1]."}""");

        var report = score.Report("m", null);
        Assert.Equal((2, 0.5), (report.Answers, report.ExactMatch));
        Assert.Equal(0.25, report.CitationPrecision, 6);
        Assert.Equal(0.5, report.CitationRecall, 6);
        Assert.InRange(report.F1, 0.6, 0.8);
    }

    [Fact]
    public async Task The_suite_reports_baselines_and_the_model_with_the_schema_of_the_tools()
    {
        var path = await WriteAsync();
        using var chat = new Parrot();
        using var output = new StringWriter();
        Assert.Equal(0, await LlmSuite.RunAsync(new LlmSuiteOptions(path, Seeds: [7], Json: true), chat, output, TextWriter.Null));

        var reports = JsonSerializer.Deserialize<JsonElement>(output.ToString()).EnumerateArray().ToList();
        Assert.Equal(4, reports.Count);
        Assert.Equal(7, reports[3].GetProperty("seed").GetInt32());
        Assert.Equal(1, reports[1].GetProperty("refusalRecall").GetDouble());
        Assert.All(chat.Schemas, schema => Assert.Contains("\"thought\"", schema, StringComparison.Ordinal));
        Assert.Contains(chat.Schemas, schema => schema.Contains("\"recall\"", StringComparison.Ordinal) && !schema.Contains("\"compute\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_that_is_no_dialogue_is_named()
    {
        var path = await WriteAsync("{\"kind\":\"x\"}");
        using var error = new StringWriter();
        using var chat = new Parrot();
        Assert.Equal(1, await LlmSuite.RunAsync(new LlmSuiteOptions(path), chat, TextWriter.Null, error));
        Assert.Contains("line 4", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<LlmCase>> ReadAsync() => await LlmCase.ReadAsync(await WriteAsync());

    private static async Task<string> WriteAsync(params string[] more)
    {
        var path = Path.Combine(Path.GetTempPath(), $"steps-{Guid.NewGuid():N}.jsonl");
        string[] lines =
        [
            Prompt,
            """{"kind":"sum","messages":[{"role":"user","text":"What do 2 nights cost?"},{"role":"assistant","text":"{\"thought\":\"a\",\"calls\":[{\"tool\":\"search\",\"arguments\":{\"query\":\"2 nights cost\"}}]}","gold":{}},{"role":"user","text":"Observation from search:\n[1] Prices (p.md)\nA night costs 35 crowns. Meals are free."},{"role":"assistant","text":"{\"thought\":\"b\",\"calls\":[{\"tool\":\"compute\",\"arguments\":{\"program\":\"print(2*35)\"}}]}","gold":{"printed":"70"}},{"role":"user","text":"Observation from compute:\n70"},{"role":"assistant","text":"{\"thought\":\"c\",\"answer\":\"2 nights cost 70 crowns [1].\"}","gold":{"printed":"70","cited":[1]}}]}""",
            """{"kind":"refuse","tools":["- recall {}: facts"],"messages":[{"role":"user","text":"What is my locker?"},{"role":"user","text":"Observation from recall:\nNo facts found."},{"role":"assistant","text":"{\"thought\":\"d\",\"answer\":\"Nothing in the collection answers this.\"}","gold":{"nothing":true}}]}""",
            .. more,
        ];
        await File.WriteAllLinesAsync(path, lines);
        return path;
    }

    /// <summary>Says that nothing was found, and keeps the schemas that it is asked to follow.</summary>
    private sealed class Parrot : IChatClient
    {
        private readonly List<string> schemas = [];

        public IReadOnlyList<string> Schemas => schemas;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            lock (schemas) schemas.Add(((ChatResponseFormatJson)options!.ResponseFormat!).Schema!.Value.GetRawText());
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, """{"thought":"","answer":"Nothing in the collection answers this."}""")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
