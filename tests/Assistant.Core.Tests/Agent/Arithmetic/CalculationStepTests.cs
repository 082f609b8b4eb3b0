using System.Text.Json;
using Assistant.Core.Agent;
using Assistant.Core.Answering;
using Assistant.Core.Tests.Answering;

namespace Assistant.Core.Tests.Agent.Arithmetic;

public class CalculationStepTests
{
    private readonly AgentBench bench = new();

    public CalculationStepTests()
    {
        bench.Options.Strategy = AnswerStrategy.Guided;
        bench.Knowledge.Add("attic.md", "The attic", "A night in the attic costs 40 francs. Breakfast is at eight.");
        bench.Knowledge.Add("cellar.md", "The cellar", "A night in the cellar costs 12 francs.");
    }

    [Fact]
    public async Task A_small_model_is_not_asked_where_one_program_fits_and_the_numbers_are_cited()
    {
        var (agent, chat) = bench.Saying("never");
        var reading = await AnswerReading.Of(agent, "What do three nights in the attic cost?");
        Assert.Contains("120 = 3 * 40", reading.Done.Answer, StringComparison.Ordinal);
        Assert.Equal(("attic.md", "A night in the attic costs 40 francs."), (reading.Citations.Single().Uri, reading.Citations.Single().Quote));
        Assert.Equal("print(3 * 40)", reading.Events.OfType<ToolCallEvent>().Last().Arguments.GetProperty("program").GetString());
        Assert.Empty(chat.Prompts);
    }

    [Theory]
    [InlineData("print(3 * 12)", "36")]
    [InlineData("print(3 * 40)", "120")]
    [InlineData("print(41)", "120")]
    public async Task Where_programs_fit_alike_the_model_chooses_among_them_and_among_no_others(string choice, string expected)
    {
        bench.Options.ProgramMargin = 1;
        var (agent, chat) = bench.Saying(JsonSerializer.Serialize(new { thought = "", calls = new[] { new { tool = "compute", arguments = new { program = choice } } } }));
        var reading = await AnswerReading.Of(agent, "What do three nights in the attic cost?");
        Assert.StartsWith(expected + " ", reading.Done.Answer, StringComparison.Ordinal);
        Assert.Single(chat.Prompts);
    }

    [Fact]
    public async Task Above_one_the_least_score_switches_the_programs_off()
    {
        bench.Options.LeastProgramScore = 1.1;
        var reading = await bench.AskAsync("What do three nights in the attic cost?", """{"thought":"","answer":"Nothing in the collection answers this."}""");
        Assert.DoesNotContain("120", reading.Done.Answer, StringComparison.Ordinal);
    }
}
