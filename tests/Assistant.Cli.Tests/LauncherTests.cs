using System.Diagnostics;
using System.Reflection;

namespace Assistant.Cli.Tests;

/// <summary>The launcher script on a machine without npm: it names the command that installs it, and goes on without what npm brings.</summary>
public sealed class LauncherTests : IDisposable
{
    /// <summary>Everything that the script calls but npm, node and a package manager.</summary>
    private static readonly string[] Programs = ["awk", "basename", "bash", "cat", "cp", "date", "dirname", "env", "find", "grep", "head", "id", "mkdir", "mktemp", "mv", "paste", "readlink", "rm", "sed", "sort", "tail", "tee", "touch", "wc"];

    private readonly string _root = Directory.CreateTempSubdirectory("assistant-launcher-").FullName;

    private string Tools => Path.Combine(_root, "tools");

    public LauncherTests()
    {
        var source = typeof(LauncherTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepositoryRoot").Value!;
        File.Copy(Path.Combine(source, "assistant"), Path.Combine(_root, "assistant"));
        foreach (var folder in (string[])["src/Assistant.Native", "connectors/web", "pipelines", "evals", "tests/Assistant.Cli.Tests/Mcp", "tests/One.Tests", "tools"])
            Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (var file in (string[])["src/Assistant.Native/package-lock.json", "connectors/web/package-lock.json", "connectors/web/index.html", "tests/Assistant.Cli.Tests/Mcp/package-lock.json", "tests/One.Tests/One.Tests.csproj", "Directory.Build.props", "Directory.Packages.props", "global.json"])
            File.WriteAllText(Path.Combine(_root, file), "");
        foreach (var program in Programs)
            File.CreateSymbolicLink(Path.Combine(Tools, program), new[] { "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, program)).First(File.Exists));
        // The SDK is not what is tried here: this one notes what it is asked for, and makes the file that a build leaves.
        Program("dotnet", $$"""
            echo "dotnet $*" >> '{{_root}}/asked'
            case $1 in
              --list-sdks) echo '10.0.100 [/sdk]' ;;
              build) mkdir -p '{{_root}}/artifacts/bin/Assistant.Cli/release' && touch '{{_root}}/artifacts/bin/Assistant.Cli/release/assistant.dll' ;;
              test) echo 'Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 1 s - One.Tests.dll (net10.0)' ;;
              *) echo "the command runs: ${*:2}" ;;
            esac
            """);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Up_says_what_is_missing_and_starts()
    {
        var (exitCode, output, error) = await RunAsync("up", "--demo");
        Assert.Equal((0, "the command runs: up --demo\n"), (exitCode, output));
        Assert.Contains("the web application is not built", error, StringComparison.Ordinal);
        Assert.Contains("the native engines are not restored", error, StringComparison.Ordinal);
        Assert.Equal(2, error.Split('\n').Count(line => line.Contains("npm is missing", StringComparison.Ordinal) && line.Contains("Install it (sudo apt-get install nodejs npm)", StringComparison.Ordinal)));

        // What is built is not built again, and what is missing not said again.
        var again = await RunAsync("up");
        Assert.Equal((0, "the command runs: up\n", ""), (again.ExitCode, again.Output, again.Error));
    }

    [Fact]
    public async Task Test_says_what_is_skipped_and_runs_the_others()
    {
        var (exitCode, output, error) = await RunAsync("test");
        Assert.True(exitCode == 0, error + output);
        Assert.EndsWith("3 passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
        foreach (var missing in (string[])["the native engines are not restored", "the packages of the stock MCP client are not restored", "the web application is not built", "the web application's own tests are skipped"])
            Assert.Contains(error.Split('\n'), line => line.Contains("npm is missing", StringComparison.Ordinal) && line.Contains(missing, StringComparison.Ordinal) && line.Contains("sudo apt-get install nodejs npm", StringComparison.Ordinal));
        Assert.Contains("tests/One.Tests/One.Tests.csproj", await File.ReadAllTextAsync(Path.Combine(_root, "asked")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_npm_cannot_get_are_named_with_the_command_that_tries_again()
    {
        Program("npm", "exit 1");
        var (exitCode, output, error) = await RunAsync("up");
        Assert.Equal((0, "the command runs: up\n"), (exitCode, output));
        Assert.Contains("Try again with: (cd src/Assistant.Native && npm ci --ignore-scripts)", error, StringComparison.Ordinal);
        Assert.Contains("Try again with: (cd connectors/web && npm ci --ignore-scripts)", error, StringComparison.Ordinal);
    }

    private void Program(string name, string text)
    {
        var path = Path.Combine(Tools, name);
        File.WriteAllText(path, $"#!{Path.Combine(Tools, "bash")}\n{text}\n");
        using var chmod = Process.Start("chmod", ["+x", path]);
        chmod.WaitForExit();
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Tools, "bash")) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root };
        start.ArgumentList.Add(Path.Combine(_root, "assistant"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = Tools;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
