using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Assistant.Ingestion.Tests.Bus;

/// <summary>A RabbitMQ server of the tests' own: free ports, own node name, cookie and folders; stopped with its port mapper.</summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-rabbit-").FullName;
    private readonly int distribution = FreePort();
    private readonly int mapper = FreePort();
    private Process? server;

    public int Port { get; } = FreePort();

    /// <summary>The server's script, or null when it is not installed.</summary>
    public static string? Script { get; } = new[] { "/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server", "/usr/local/sbin/rabbitmq-server" }.FirstOrDefault(File.Exists);

    public async Task StartAsync()
    {
        File.WriteAllText(Path.Combine(folder, "plugins"), "[].");
        File.WriteAllText(Path.Combine(folder, "rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{Port}\ndisk_free_limit.absolute = 10MB\n");
        var start = new ProcessStartInfo(Script!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var startedAt = Stopwatch.GetTimestamp();
        while (!await ListensAsync())
        {
            Assert.False(server.HasExited, "the broker ended: see " + folder);
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromMinutes(5), "the broker does not answer");
            await Task.Delay(100);
        }
    }

    /// <summary>SIGKILL to the whole server.</summary>
    public async Task KillAsync()
    {
        if (server is null)
            return;
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        var stop = new ProcessStartInfo("epmd", ["-port", $"{mapper}", "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using (var stopped = Process.Start(stop)!)
            await stopped.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = $"assistant{Port}@localhost",
        ["RABBITMQ_NODE_PORT"] = $"{Port}",
        ["RABBITMQ_DIST_PORT"] = $"{distribution}",
        ["ERL_EPMD_PORT"] = $"{mapper}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none.conf"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(folder, "generated"),
    };

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("AMQP\0\0\x09\x01"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[1]) == 1;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
