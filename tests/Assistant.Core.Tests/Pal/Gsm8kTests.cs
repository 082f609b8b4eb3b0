using Assistant.Core.Pal;
using Xunit.Abstractions;

namespace Assistant.Core.Tests.Pal;

public sealed class Gsm8kTests(ITestOutputHelper output)
{
    private static readonly PalInterpreter Interpreter = new();

    [Gsm8kFact]
    public void Programs_of_the_training_set_run_to_the_marked_answers() => Run(File.ReadLines(Gsm8kFactAttribute.Find()!), 0.95);

    [Fact]
    public void Programs_of_worked_answers_run_to_the_marked_answers() => Run(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Pal", "worked-answers.jsonl")), 1);

    [Fact]
    public void A_wrong_mark_does_not_agree()
    {
        var program = Gsm8kProgram.Read("""{"answer":"She has 6*7=<<6*7=41>>41, and 41+1=<<41+1=42>>42.\n#### 42"}""")!;

        Assert.Contains("step_2 = step_1+1", program.Text, StringComparison.Ordinal);
        Assert.False(program.Agrees(Interpreter.Run(program.Text, PalLimits.Default).Output));
    }

    private void Run(IEnumerable<string> lines, double share)
    {
        var programs = lines.Select(Gsm8kProgram.Read).OfType<Gsm8kProgram>().ToList();
        var wrong = new List<string>();
        foreach (var program in programs)
        {
            var result = Interpreter.Run(program.Text, PalLimits.Default);
            if (result.Error is not null || !program.Agrees(result.Output))
                wrong.Add($"{program.Text}{result.Output}{result.Error}\nmarked: {string.Join(", ", program.Marked)}");
        }

        output.WriteLine($"{programs.Count - wrong.Count} of {programs.Count} programs run to the marked answers.");
        foreach (var text in wrong.Take(20))
            output.WriteLine(text + "\n");
        Assert.NotEmpty(programs);
        Assert.True(wrong.Count <= programs.Count * (1 - share), $"{wrong.Count} of {programs.Count} programs fail, the first: {wrong.FirstOrDefault()}");
    }
}
