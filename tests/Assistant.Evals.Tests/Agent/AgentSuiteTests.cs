using System.Text.Json;
using Assistant.Evals.Agent;
using Microsoft.Extensions.Configuration;

namespace Assistant.Evals.Tests.Agent;

public sealed class AgentSuiteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-agent-").FullName;

    [Fact]
    public async Task What_a_passage_supports_and_what_the_question_lists_are_counted_apart()
    {
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        await File.WriteAllTextAsync(Path.Combine(files, "tea.md"), "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.\n");
        await File.WriteAllTextAsync(Path.Combine(files, "boat.md"), "# Boat\n\nThe boat was built in 1871 by Anna Holm.\n");
        var cases = Path.Combine(folder, "cases.jsonl");
        await File.WriteAllLinesAsync(cases,
        [
            """{"question":"At how many degrees is green tea brewed?","kind":"text","patterns":["75"],"sources":["tea.md"]}""",
            """{"question":"Who built the boat?","kind":"text","patterns":["Holm"],"sources":["another.md"]}""",
        ]);
        var output = new StringWriter();
        var options = new AgentSuiteOptions(cases, files, ["extractive"], Encoder: "none", Json: true, Read: 5, Seed: 3);
        Assert.Equal(0, await AgentSuite.RunAsync(options, new ConfigurationBuilder().AddInMemoryCollection([new("Assistant:Llm:Model", "none")]).Build(), output, TextWriter.Null));
        var report = JsonSerializer.Deserialize<AgentReport[]>(output.ToString(), Contracts.Http.AssistantJson.Options)!.Single();
        Assert.Equal((1, 1.0, 0.5, 0.5), (report.Right, report.CitationPrecision, report.ListedPrecision, report.CitationRecall));
        var read = report.Read.OrderBy(pair => pair.Uri).ToList();
        Assert.Equal([("boat.md", false), ("tea.md", true)], read.Select(pair => (pair.Uri, pair.IsListed)));
        Assert.All(read, pair => Assert.Contains(pair.Sentence, pair.Passage, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
