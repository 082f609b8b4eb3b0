using Assistant.Evals.Agent;
using Assistant.Evals.Answers;
using Assistant.Evals.Corpus;

namespace Assistant.Evals.Tests.Answers;

public class CompressionSuiteTests
{
    [Fact]
    public async Task Answers_behind_the_beginning_are_lost_by_cutting_and_kept_by_sentences()
    {
        await using var database = EvalDatabase.Open();
        var talk = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"This sentence number {i} says nothing of it."));
        await database.AddAsync([("a", "Otters", $"{talk} The otter weighs 8 kilograms. {talk}"), ("b", "Otters too", $"An otter is no fish. {talk}")]);
        List<AgentCase> cases = [new("How much does the otter weigh?", "text", ["8 kilograms"], ["a"]), new("Who is king of the otters?", "text", ["Lutra"], ["a"])];
        var reports = await CompressionSuite.MeasureAsync(cases, database.Retriever, [40, 4000]);
        // The second question's answer stands nowhere, so that nothing can be lost of it.
        Assert.All(reports, report => Assert.Equal(1, report.Questions));
        Assert.Equal([("cut", 0), ("alone", 1), ("together", 1)], reports.Where(report => report.BudgetTokens == 40).Select(report => (report.Method, report.Kept)));
        Assert.All(reports.Where(report => report.BudgetTokens == 40), report => Assert.InRange(report.Characters, 1, 125));
        Assert.All(reports.Where(report => report.BudgetTokens == 4000), report => Assert.Equal(1, report.Kept));
    }
}
