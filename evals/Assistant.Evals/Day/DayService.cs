using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Assistant.Evals.Day;

/// <summary>A service of its own process on an empty data directory and a free port, as <c>assistant up</c> starts it.</summary>
internal sealed class DayService : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-day-").FullName;
    private readonly Process process;

    private DayService(IReadOnlyList<string> program)
    {
        Server = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), "up", "--data", folder, "--urls", Server.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A day in a minute: keys are no newcomers, the next question does not ask the last one again, nothing is learned but when the day
        // says so, and forty users sit behind one address.
        start.Environment["ASSISTANT__REPLAY__QUARANTINEHOURS"] = "0";
        start.Environment["ASSISTANT__FEEDBACK__ASKEDAGAINMINUTES"] = "0";
        start.Environment["ASSISTANT__ADAPTATION__NEWITEMS"] = "1000000";
        start.Environment["ASSISTANT__LIMITS__REQUESTSPERMINUTE"] = "10000000";
        start.Environment["ASSISTANT__LIMITS__BURST"] = "1000000";
        start.Environment["ASSISTANT__LLM__MODEL"] = "none";
        // Emoji have no text; looking for it would take most of the day.
        start.Environment["ASSISTANT__PARSING__OCR"] = "false";
        process = Process.Start(start) ?? throw new InvalidOperationException($"{program[0]} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Last = line.Data ?? Last;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its address.</summary>
    internal Uri Server { get; }

    private string Last { get; set; } = "";

    /// <summary>Starts it and waits until it is ready.</summary>
    internal static async Task<DayService> StartAsync(IReadOnlyList<string> program, CancellationToken cancellationToken)
    {
        var service = new DayService(program);
        using var http = new HttpClient { BaseAddress = service.Server };
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken).ConfigureAwait(false);
                if (ready.IsSuccessStatusCode) return service;
            }
            catch (HttpRequestException) when (!service.process.HasExited && tries < 1_200)
            {
                // Not listening yet.
            }

            if (service.process.HasExited || tries >= 1_200)
            {
                var last = service.Last;
                await service.DisposeAsync().ConfigureAwait(false);
                throw new InvalidOperationException($"The service did not start: {last}");
            }

            await Task.Delay(100, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>SHA-256 over the files of the index: what a refresh must leave as it is.</summary>
    internal string HashIndex()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "index"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file));
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
