using Assistant.Core.Agent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Mcp;

/// <summary>
/// The allowed tools of the configured MCP servers. Servers are connected at the first answer and kept; one that fails is named in the log and left
/// out, the rest goes on, and it is tried again a minute later. Thread-safe.
/// </summary>
internal sealed partial class McpToolSource(IOptions<McpServersOptions> options, ILoggerFactory loggers, TimeProvider time) : IAgentToolSource, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ILogger logger = loggers.CreateLogger<McpToolSource>();
    private readonly SemaphoreSlim connecting = new(1);
    private readonly List<McpServerConnection> servers = [.. options.Value.Servers.OrderBy(server => server.Key, StringComparer.Ordinal).Select(server => new McpServerConnection(server.Key, server.Value, loggers))];

    public async ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken = default)
    {
        await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. (await Task.WhenAll(servers.Select(server => ToolsOfAsync(server, cancellationToken))).ConfigureAwait(false)).SelectMany(tools => tools)];
        }
        finally
        {
            connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync().ConfigureAwait(false);
        connecting.Dispose();
    }

    private async Task<IReadOnlyList<AIFunction>> ToolsOfAsync(McpServerConnection server, CancellationToken cancellationToken)
    {
        if (server.TryAgain is { } again && time.GetUtcNow() < again)
            return [];
        try
        {
            var (tools, missing) = await server.ToolsAsync(cancellationToken).ConfigureAwait(false);
            if (missing.Count > 0)
                LogMissing(server.Name, string.Join(", ", missing));
            server.TryAgain = null;
            return tools;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // One server that is down must not take the answer with it.
            LogFailed(failure, server.Name);
            server.TryAgain = time.GetUtcNow() + Pause;
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} cannot be reached; the agent goes on without its tools")]
    private partial void LogFailed(Exception failure, string server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} has no tools of these allowed names: {Tools}")]
    private partial void LogMissing(string server, string tools);
}
