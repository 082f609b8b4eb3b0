using System.Text.Json;
using Assistant.Evals.Answers;

namespace Assistant.Evals.Tests.Answers;

public sealed class AnswerSuiteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-tests-").FullName;

    [Fact]
    public async Task Answers_from_files_are_counted_right_and_wrong()
    {
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        await File.WriteAllTextAsync(Path.Combine(files, "tea.md"), "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.\n");
        await File.WriteAllTextAsync(Path.Combine(files, "boat.md"), "# Boat\n\nThe boat was built in 1871 by Anna Holm.\n");
        var cases = Path.Combine(folder, "cases.jsonl");
        await File.WriteAllLinesAsync(cases,
        [
            "// remark",
            """{"question":"At how many degrees is green tea brewed?","kind":"answerable","patterns":["75"],"sources":["tea.md"]}""",
            """{"question":"Who built the boat?","kind":"answerable","patterns":["Holm","never written"],"sources":["tea.md"]}""",
            """{"question":"What is the capital of Mongolia?","kind":"unanswerable"}""",
        ]);
        var output = new StringWriter();
        Assert.Equal(0, await AnswerSuite.RunAsync(new AnswerSuiteOptions(cases, files, Json: true), output, TextWriter.Null));
        var report = JsonSerializer.Deserialize<AnswerReport>(output.ToString(), JsonSerializerOptions.Web)!;
        Assert.Equal((3, 0.5, 1.0, 0.5, 0.5), (report.Questions, report.Answerable, report.Unanswerable, report.SourceRecall, report.CitationPrecision));
    }

    [Fact]
    public async Task A_line_that_is_not_a_case_is_named()
    {
        var cases = Path.Combine(folder, "cases.jsonl");
        await File.WriteAllLinesAsync(cases, ["""{"question":"x","kind":"riddle"}"""]);
        var error = new StringWriter();
        Assert.Equal(1, await AnswerSuite.RunAsync(new AnswerSuiteOptions(cases, folder), TextWriter.Null, error));
        Assert.Contains("line 1", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
