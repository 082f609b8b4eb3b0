using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Assistant.Cli.Tests.Mcp;

/// <summary>The client of <c>@modelcontextprotocol/sdk</c> in a process of its own, one call after the other.</summary>
internal sealed class StockMcpClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private StockMcpClient(Process process, JsonNode server) => (_process, Server) = (process, server);

    /// <summary>What the server said of itself: <c>server</c>, <c>capabilities</c>, <c>instructions</c>.</summary>
    public JsonNode Server { get; }

    /// <summary>Connects over streamable HTTP.</summary>
    public static Task<StockMcpClient> OverHttpAsync(Uri address, string? key) =>
        StartAsync(key is null ? ["--url", address.ToString()] : ["--url", address.ToString(), "--key", key], new Dictionary<string, string>());

    /// <summary>Has the client start a server that speaks on its standard input and output.</summary>
    public static Task<StockMcpClient> OverStdioAsync(IReadOnlyDictionary<string, string> environment, params string[] command) =>
        StartAsync(["--", .. command], environment);

    /// <summary>Lets the client make a call, and gives its result.</summary>
    /// <exception cref="McpCallException">The call failed.</exception>
    public async Task<JsonNode> CallAsync(string call, object? parameters = null)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new Dictionary<string, object?> { ["call"] = call, ["with"] = parameters ?? new { } }));
        await _process.StandardInput.FlushAsync();
        return await ReadAsync(_process);
    }

    /// <summary>Calls a tool: its text, and whether the tool says that it failed.</summary>
    public async Task<(string Text, bool IsError)> ToolAsync(string name, object arguments)
    {
        var result = await CallAsync("callTool", new { name, arguments });
        var text = string.Concat(result["content"]!.AsArray().Select(part => part!["text"]?.GetValue<string>()));
        return (text, result["isError"]?.GetValue<bool>() == true);
    }

    public void Dispose()
    {
        // The end of its input is the end of the client, and with it of a server that it started.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<StockMcpClient> StartAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = RequiresMcpClientFactAttribute.Folder };
        start.ArgumentList.Add("client.mjs");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            return new StockMcpClient(process, await ReadAsync(process));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    private static async Task<JsonNode> ReadAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The client ended.");
        var answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error ? throw new McpCallException($"{error["code"]}: {error["message"]}") : answer["result"] ?? new JsonObject();
    }
}

/// <summary>The client could not connect, or a call failed.</summary>
internal sealed class McpCallException(string message) : Exception(message);
