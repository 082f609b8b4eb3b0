using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Assistant.Inference.Encoders.Probing;

/// <summary>Starts <c>Assistant.ModelProbe</c>, which lies beside this program, on one model file.</summary>
internal static class ProbeProgram
{
    private const int Ran = 0, Refused = 3;

    /// <summary>Loads and runs a model in a process of its own.</summary>
    /// <param name="model">The model file, full path.</param>
    /// <param name="library">File of the ONNX Runtime, or folder of the llama.cpp.</param>
    /// <param name="memoryMegabytes">Limit of its memory.</param>
    /// <param name="timeout">Limit of its time.</param>
    /// <param name="shapes">Sizes of the inputs of its one run.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Null when it ran, else why it cannot be used.</returns>
    /// <exception cref="FileNotFoundException">The program is not installed.</exception>
    internal static string? Run(string model, string library, long memoryMegabytes, TimeSpan timeout, IEnumerable<(string Name, IReadOnlyList<long> Shape)> shapes, CancellationToken cancellationToken)
    {
        var start = Command();
        foreach (var argument in (string[])[model, library, memoryMegabytes.ToString(CultureInfo.InvariantCulture), Math.Ceiling(timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        foreach (var (name, shape) in shapes) start.ArgumentList.Add($"{name}={string.Join('x', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}");
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var killing = limit.Token.UnsafeRegister(_ => Kill(process), null);
        var messages = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var reason = process.StandardOutput.ReadLine();
        process.WaitForExit();
        _ = messages.GetAwaiter().GetResult();
        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested) return $"loading it took longer than {timeout.TotalSeconds:0} s";
        return process.ExitCode switch
        {
            Ran => null,
            Refused => $"the engine refused it: {reason}",
            var code => $"loading it ended the engine's process ({(code > 128 ? $"signal {code - 128}" : $"exit code {code}")})",
        };
    }

    private static ProcessStartInfo Command()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Assistant.ModelProbe.dll");
        if (!File.Exists(program)) throw new FileNotFoundException($"{program} is missing; install the program again.", program);
        var native = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Assistant.ModelProbe.exe" : "Assistant.ModelProbe");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : null;
        var start = new ProcessStartInfo(host ?? (File.Exists(native) ? native : "dotnet")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (host is not null || !File.Exists(native)) start.ArgumentList.Add(program);
        // It lives a moment: no waiting for better code, and a heap that its memory limit leaves room for.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in between.
        }
    }
}
