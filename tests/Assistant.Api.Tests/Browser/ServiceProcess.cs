using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Assistant.Api.Tests.Browser;

/// <summary>The service as a process of its own, which can be killed, over a data directory and a port that outlive it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _directory;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process? _process;

    /// <param name="directory">Data directory.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public ServiceProcess(string directory, IReadOnlyDictionary<string, string> settings)
    {
        (_directory, _settings) = (directory, settings);
        // Free now, and asked for by number at every start.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
    }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Assistant.Api.dll"));
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["ASSISTANT__DATA__DIRECTORY"] = _directory;
        start.Environment["ASSISTANT__ENCODERS__TEXT"] = "none";
        start.Environment["ASSISTANT__ENCODERS__IMAGE"] = "none";
        start.Environment["ASSISTANT__LLM__MODEL"] = "none";
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        var output = new List<string>();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            lock (output)
                Assert.False(_process.HasExited || waited.Elapsed > Patience, "The service is not ready:\n" + string.Join('\n', output));
            try
            {
                if ((await http.GetAsync("readyz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        void Keep(string? line)
        {
            lock (output)
            {
                if (line is not null)
                    output.Add(line);
            }
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        Assert.Equal(128 + 9, _process.ExitCode);
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
