using System.Diagnostics;
using System.Text.Json;
using Assistant.Core.Pal;
using Xunit.Abstractions;

namespace Assistant.Core.Tests.Pal;

public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Programs = 2000;

    /// <summary>Runs each program of standard input (a JSON array) in a fresh namespace; answers what it printed and the type of its exception.</summary>
    private const string Runner = """
        import io, json, sys, contextlib
        results = []
        for program in json.loads(sys.stdin.buffer.read().decode("utf-8")):
            out, error = io.StringIO(), None
            try:
                with contextlib.redirect_stdout(out):
                    exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
            except BaseException as e:
                error = type(e).__name__
            results.append([out.getvalue(), error])
        sys.stdout.buffer.write(json.dumps(results).encode("utf-8"))
        """;

    [Python3Fact]
    public async Task Generated_programs_behave_as_in_python3()
    {
        var generator = new ProgramGenerator(20261128);
        var programs = Enumerable.Range(0, Programs).Select(_ => generator.Next()).ToList();
        var expected = await RunPython(programs);
        var interpreter = new PalInterpreter();
        var wrong = new List<string>();
        var failing = 0;
        for (var i = 0; i < programs.Count; i++)
        {
            var (printed, error) = expected[i];
            var result = interpreter.Run(programs[i], PalLimits.Default with { MaxOutputCharacters = 1_000_000 });
            failing += error is null ? 0 : 1;
            if (result.Output != printed || result.ErrorType != error)
                wrong.Add($"--- program {i}\n{programs[i]}--- python3: {error}\n{printed}--- here: {result.Error}\n{result.Output}");
        }

        output.WriteLine($"{programs.Count - wrong.Count} of {programs.Count} programs behave as in python3; {failing} of them end with an exception, {programs.Sum(program => program.Count(c => c == '\n'))} lines in all.");
        foreach (var text in wrong.Take(30))
            output.WriteLine(text);
        Assert.True(failing > Programs / 20 && failing < Programs / 2, $"The programs test too little: {failing} of {Programs} end with an exception.");
        Assert.Empty(wrong);
    }

    private static async Task<List<(string Output, string? Error)>> RunPython(List<string> programs)
    {
        using var python = Process.Start(new ProcessStartInfo(Python3FactAttribute.Find()!, ["-c", Runner]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var answer = python.StandardOutput.ReadToEndAsync();
        await JsonSerializer.SerializeAsync(python.StandardInput.BaseStream, programs);
        python.StandardInput.Close();
        var results = JsonSerializer.Deserialize<List<List<string?>>>(await answer)!;
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return results.ConvertAll(result => (result[0]!, result[1]));
    }
}
