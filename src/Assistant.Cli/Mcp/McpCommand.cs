using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Assistant.Cli.Mcp;

/// <summary><c>assistant mcp</c>: the MCP server of a running service on standard input and output, for clients that start programs.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("mcp", "Serve the Model Context Protocol on standard input and output, for the service that runs") { data, server };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(server), cancellationToken));
        return command;
    }

    /// <summary>Passes every request on to <c>/mcp</c> of the service with the caller's key, so that roles and groups hold here too.</summary>
    private static async Task<int> RunAsync(string data, Uri? server, CancellationToken cancellationToken)
    {
        var service = Clients.RunningService(data, server) ?? throw new UserException("no service runs on this data directory. Start one with: assistant up   (or name one with --server URL)");
        var headers = service.Key is { } key ? new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" } : [];
        await using var upstream = await ConnectAsync(new Uri(service.Address, "/mcp"), headers, cancellationToken);
        var options = new McpServerOptions
        {
            ServerInfo = upstream.ServerInfo,
            ServerInstructions = upstream.ServerInstructions,
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (request, token) => upstream.ListToolsAsync(request.Params ?? new ListToolsRequestParams(), token),
                CallToolHandler = (request, token) => upstream.CallToolAsync(request.Params!, token),
                ListResourcesHandler = (request, token) => upstream.ListResourcesAsync(request.Params ?? new ListResourcesRequestParams(), token),
                ListResourceTemplatesHandler = (request, token) => upstream.ListResourceTemplatesAsync(request.Params ?? new ListResourceTemplatesRequestParams(), token),
                ReadResourceHandler = (request, token) => upstream.ReadResourceAsync(request.Params!, token),
            },
        };
        await using var transport = new StdioServerTransport(options, NullLoggerFactory.Instance);
        await using var bridge = McpServer.Create(transport, options);
        await bridge.RunAsync(cancellationToken);
        return ExitCodes.Done;
    }

    private static async Task<McpClient> ConnectAsync(Uri address, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        try
        {
            return await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = address, AdditionalHeaders = headers }), cancellationToken: cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new UserException($"{address} does not answer: {failure.Message}");
        }
    }
}
