using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Bench.Llm;

/// <summary>npm's node-llama-cpp with the binaries of the same release: installed into a folder of its own when it is first used.</summary>
/// <param name="library">The engine that it stands beside.</param>
internal sealed class LlmPeer(LlamaLibrary library) : IDisposable
{
    private const string Package = "node-llama-cpp";

    // The packages that carry LlamaLibrary.Release.
    private const string Version = "3.19.1";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-llm-peer-").FullName;
    private bool isInstalled;

    /// <summary>Has it write.</summary>
    /// <exception cref="InvalidOperationException">npm or node is missing or fails; the message holds what it said.</exception>
    internal async Task<PeerAnswer> RunAsync(PeerRequest request, CancellationToken cancellationToken)
    {
        if (!isInstalled) await InstallAsync(cancellationToken).ConfigureAwait(false);
        var answer = await RunAsync("node", [Path.Combine(AppContext.BaseDirectory, "peer.mjs"), folder], JsonSerializer.Serialize(request, Json), cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize<PeerAnswer>(answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], Json)!;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"private":true}""", cancellationToken).ConfigureAwait(false);
        var platform = Platform();
        string[] packages = [$"{Package}@{Version}", $"@node-llama-cpp/{platform}@{Version}", .. library.Backends.Contains("CUDA") ? [$"@node-llama-cpp/{platform}-cuda@{Version}"] : Array.Empty<string>()];
        await RunAsync("npm", ["install", "--prefix", folder, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error", .. packages], "", cancellationToken).ConfigureAwait(false);
        isInstalled = true;
    }

    private static string Platform()
    {
        var arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        if (OperatingSystem.IsMacOS()) return arm ? "mac-arm64-metal" : "mac-x64";
        return (OperatingSystem.IsWindows() ? "win" : "linux") + (arm ? "-arm64" : "-x64");
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var killing = cancellationToken.UnsafeRegister(static state => ((Process)state!).Kill(entireProcessTree: true), process);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0 ? await output.ConfigureAwait(false) : throw new InvalidOperationException($"{program} failed: {await errors.ConfigureAwait(false)}");
    }
}

/// <summary>What the peer is to do.</summary>
/// <param name="Model">GGUF file.</param>
/// <param name="Gpu">Its backend, or false.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Context">Tokens of each sequence.</param>
/// <param name="Batch">Tokens of a batch.</param>
/// <param name="Tokens">Tokens to write.</param>
/// <param name="Prompts">Prompts as tokens; all at once in the second half of a round.</param>
/// <param name="Rounds">Rounds; 0 for the texts alone.</param>
internal sealed record PeerRequest(string Model, object Gpu, int Threads, int Context, int Batch, int Tokens, int[][] Prompts, int Rounds);

/// <summary>What the peer wrote.</summary>
/// <param name="Release">Its llama.cpp.</param>
/// <param name="Texts">Tokens for each prompt.</param>
/// <param name="One">Tokens a second one after the other, a round each.</param>
/// <param name="Many">Tokens a second all at once, a round each.</param>
internal sealed record PeerAnswer(string Release, int[][] Texts, double[] One, double[] Many);
