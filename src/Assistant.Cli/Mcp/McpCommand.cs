using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Cli.Up;
using Assistant.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Assistant.Cli.Mcp;

/// <summary><c>assistant mcp</c>: the MCP server on standard input and output, for clients that start programs: that of a running service, else of one in this process.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("mcp", "Serve the Model Context Protocol on standard input and output") { data, server };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(server), cancellationToken));
        return command;
    }

    /// <summary>Passes every request on to <c>/mcp</c> of the service with the caller's key, so that roles and groups hold here too.</summary>
    private static async Task<int> RunAsync(string data, Uri? server, CancellationToken cancellationToken)
    {
        if (Clients.RunningService(data, server) is { } running)
            return await ServeAsync(running, cancellationToken);
        // As owner of the data directory, on a port that is free: other commands find it there as they find "assistant up".
        await using var own = await UpCommand.HostAsync(new DataDirectory(data), "http://127.0.0.1:0", cancellationToken);
        try
        {
            return await ServeAsync(Clients.RunningService(data, null) ?? throw new InvalidOperationException("The service in this process has no address."), cancellationToken);
        }
        finally
        {
            await own.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> ServeAsync(ServiceAddress service, CancellationToken cancellationToken)
    {
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
