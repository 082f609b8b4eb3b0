using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace Assistant.Inference.Mcp;

/// <summary>One server: its process or address, the client and the allowed tools once it was reached.</summary>
internal sealed class McpServerConnection(string name, McpServerEntry entry, ILoggerFactory loggers) : IAsyncDisposable
{
    private McpClient? client;
    private IReadOnlyList<AIFunction> tools = [];

    public string Name { get; } = name;

    /// <summary>When a server that failed is tried again; null when it did not fail.</summary>
    public DateTimeOffset? TryAgain { get; set; }

    /// <summary>The allowed tools; the first call connects, and so does one after the connection ended. Missing are allowed names that the server lacks, told once a connection.</summary>
    public async Task<(IReadOnlyList<AIFunction> Tools, IReadOnlyList<string> Missing)> ToolsAsync(CancellationToken cancellationToken)
    {
        if (client is { Completion.IsCompleted: false })
            return (tools, []);
        await DisposeAsync().ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(entry.TimeoutSeconds));
        var connected = await McpClient.CreateAsync(Transport(), loggerFactory: loggers, cancellationToken: limit.Token).ConfigureAwait(false);
        try
        {
            var offered = await connected.ListToolsAsync(cancellationToken: limit.Token).ConfigureAwait(false);
            tools = [.. entry.Tools.SelectMany(allowed => offered.Where(tool => tool.Name == allowed).Take(1)).Select(tool => new McpToolFunction(Name, tool, TimeSpan.FromSeconds(entry.TimeoutSeconds)))];
            client = connected;
            return (tools, [.. entry.Tools.Where(allowed => !offered.Any(tool => tool.Name == allowed))]);
        }
        catch
        {
            await connected.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client is { } open)
            await open.DisposeAsync().ConfigureAwait(false);
        client = null;
    }

    private IClientTransport Transport() => entry.Url is { } url
        ? new HttpClientTransport(new HttpClientTransportOptions { Endpoint = url, Name = Name, AdditionalHeaders = new Dictionary<string, string>(entry.Headers), ConnectionTimeout = TimeSpan.FromSeconds(entry.TimeoutSeconds) }, loggers)
        : new StdioClientTransport(new StdioClientTransportOptions { Command = entry.Command!, Arguments = [.. entry.Args], Name = Name }, loggers);
}
