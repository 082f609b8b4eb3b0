using System.Diagnostics;

namespace Assistant.Cli.Tests;

/// <summary>The command as a process of its own, over a data directory of its own.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly List<Process> _started = [];

    /// <summary>Model of both roles. Tests of encoders ask for one; the others start faster without.</summary>
    public string Encoders { get; init; } = "none";

    /// <summary>Further settings, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("assistant-cli-").FullName;

    /// <summary>Runs a command to its end.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new CliResult(process.ExitCode, await output, await error);
    }

    public Process Start(params string[] arguments)
    {
        // A test run in the background of a shell hands down that SIGINT is ignored; a person's terminal does not.
        var start = new ProcessStartInfo("env") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "assistant.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASSISTANT_DATA"] = Data;
        start.Environment["ASSISTANT__ENCODERS__TEXT"] = Encoders;
        start.Environment["ASSISTANT__ENCODERS__IMAGE"] = Encoders;
        start.Environment["ASSISTANT__LLM__MODEL"] = "none";
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        // What the test host was started with is not the command's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("DOTNET_hostBuilder", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    /// <summary>What the service that was started last writes to its log, once it has ended.</summary>
    public Task<string> Log { get; private set; } = Task.FromResult("");

    /// <summary>Starts the service on a free port and waits for its address.</summary>
    public async Task<(Process Process, string Address)> UpAsync(params string[] arguments)
    {
        var process = Start(["up", "--urls", "http://127.0.0.1:0", .. arguments]);
        Log = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("Assistant is ready: ", StringComparison.Ordinal))
                return (process, line.Split(' ')[3]);
        }

        throw new InvalidOperationException("The service ended before it was ready.");
    }

    /// <summary>Sends a signal, and gives the exit code.</summary>
    public static async Task<int> InterruptAsync(Process process, string signal = "INT")
    {
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Data, "..", Path.GetFileName(Data) + "-files")).FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Files => Path.GetFullPath(Path.Combine(Data, "..", Path.GetFileName(Data) + "-files"));

    public void Dispose()
    {
        foreach (var process in _started)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // Ended, and disposed of, already.
            }
        }

        Directory.Delete(Data, recursive: true);
        if (Directory.Exists(Files))
            Directory.Delete(Files, recursive: true);
    }
}

/// <summary>What a command left.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
