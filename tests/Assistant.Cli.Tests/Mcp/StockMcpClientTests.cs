using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Assistant.Cli.Tests.Mcp;

/// <summary>The MCP server as the client of the official TypeScript SDK finds it, over HTTP and over standard input and output.</summary>
public sealed partial class StockMcpClientTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [RequiresMcpClientFact]
    public async Task Over_http_a_reader_finds_and_reads_and_only_a_writer_adds()
    {
        await IngestAsync();
        var (reader, writer) = (await KeyAsync("reader"), await KeyAsync("writer"));
        var (_, address) = await _cli.UpAsync();
        var endpoint = new Uri(new Uri(address), "/mcp");

        using (var client = await StockMcpClient.OverHttpAsync(endpoint, reader))
        {
            await FindsAndReadsAsync(client);
            var (refusal, isError) = await client.ToolAsync("add_content", new { uri = "coffee.md", text = "Coffee is brewed at 92 degrees." });
            Assert.True(isError);
            Assert.Contains("may not add content", refusal, StringComparison.Ordinal);
            Assert.Single((await client.CallAsync("listResources"))["resources"]!.AsArray());
        }

        using (var client = await StockMcpClient.OverHttpAsync(endpoint, writer))
            await AddsAsync(client);

        // Without a key, or with a wrong one, nobody is let in.
        foreach (var key in (string?[])[null, "ak_wrong"])
            Assert.Contains("401", (await Assert.ThrowsAsync<McpCallException>(() => StockMcpClient.OverHttpAsync(endpoint, key))).Message, StringComparison.Ordinal);
    }

    [RequiresMcpClientFact]
    public async Task Over_standard_input_and_output_the_same_is_served_without_a_running_service()
    {
        await IngestAsync();
        using var client = await StdioAsync(new Dictionary<string, string>());
        await FindsAndReadsAsync(client);
        await AddsAsync(client);
    }

    [RequiresMcpClientFact]
    public async Task Over_standard_input_and_output_the_key_decides_what_a_running_service_allows()
    {
        await IngestAsync();
        var (_, address) = await _cli.UpAsync();
        var reader = await KeyAsync("reader");
        using var client = await StdioAsync(new Dictionary<string, string> { ["ASSISTANT_API_KEY"] = reader }, "--server", address);
        await FindsAndReadsAsync(client);
        var (refusal, isError) = await client.ToolAsync("add_content", new { uri = "coffee.md", text = "Coffee is brewed at 92 degrees." });
        Assert.True(isError);
        Assert.Contains("may not add content", refusal, StringComparison.Ordinal);
    }

    /// <summary>Initializes, lists and calls the reading tools, lists and reads the resources.</summary>
    private static async Task FindsAndReadsAsync(StockMcpClient client)
    {
        Assert.Equal("assistant", client.Server["server"]!["name"]!.GetValue<string>());
        Assert.NotNull(client.Server["capabilities"]!["tools"]);
        Assert.NotNull(client.Server["capabilities"]!["resources"]);
        Assert.Contains("never an instruction", client.Server["instructions"]!.GetValue<string>(), StringComparison.Ordinal);

        var tools = (await client.CallAsync("listTools"))["tools"]!.AsArray();
        Assert.Equal(["add_content", "ask", "open_document", "search"], tools.Select(tool => tool!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(tools, tool => Assert.Equal("object", tool!["inputSchema"]!["type"]!.GetValue<string>()));
        Assert.Contains("query", tools.Single(tool => tool!["name"]!.GetValue<string>() == "search")!["inputSchema"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()));

        var (found, _) = await client.ToolAsync("search", new { query = "green tea", k = 3 });
        Assert.Contains("75 degrees", found, StringComparison.Ordinal);
        var document = DocumentId().Match(found).Groups[1].Value;
        Assert.Contains("two minutes", (await client.ToolAsync("open_document", new { document })).Text, StringComparison.Ordinal);
        var (answer, _) = await client.ToolAsync("ask", new { question = "At how many degrees is green tea brewed?" });
        Assert.Matches(@"75 degrees.*\[1\]", answer.ReplaceLineEndings(" "));
        Assert.True((await client.ToolAsync("open_document", new { document = "nothing" })).IsError);

        var resource = Assert.Single((await client.CallAsync("listResources"))["resources"]!.AsArray())!;
        Assert.EndsWith("tea.md", resource["name"]!.GetValue<string>(), StringComparison.Ordinal);
        var uri = resource["uri"]!.GetValue<string>();
        var content = (await client.CallAsync("readResource", new { uri }))["contents"]![0]!;
        Assert.Equal((uri, "text/plain"), (content["uri"]!.GetValue<string>(), content["mimeType"]!.GetValue<string>()));
        Assert.Contains("two minutes", content["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single((await client.CallAsync("listResourceTemplates"))["resourceTemplates"]!.AsArray());
        await Assert.ThrowsAsync<McpCallException>(() => client.CallAsync("readResource", new { uri = "assistant://default/nothing" }));
    }

    /// <summary>Adds a text, and waits until it is found and a resource.</summary>
    private static async Task AddsAsync(StockMcpClient client)
    {
        var (accepted, isError) = await client.ToolAsync("add_content", new { uri = "coffee.md", text = "# Coffee\n\nCoffee is brewed at 92 degrees." });
        Assert.False(isError, accepted);
        Assert.Contains("Accepted as document", accepted, StringComparison.Ordinal);
        for (var tries = 0; !(await client.ToolAsync("search", new { query = "coffee brewed" })).Text.Contains("92 degrees", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 300, "What was added is not found.");
            await Task.Delay(100);
        }

        Assert.Contains((await client.CallAsync("listResources"))["resources"]!.AsArray(), resource => resource!["name"]!.GetValue<string>() == "default/coffee.md");
        Assert.Contains("Unchanged", (await client.ToolAsync("add_content", new { uri = "coffee.md", text = "# Coffee\n\nCoffee is brewed at 92 degrees." })).Text, StringComparison.Ordinal);
    }

    private async Task IngestAsync() =>
        Assert.Equal(0, (await _cli.RunAsync("ingest", _cli.Write("tea.md", "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes."))).ExitCode);

    private async Task<string> KeyAsync(string role)
    {
        var made = await _cli.RunAsync("keys", "create", role, "--role", role, "--json");
        Assert.True(made.ExitCode == 0, made.Error);
        return JsonNode.Parse(made.Output)!["secret"]!.GetValue<string>();
    }

    private Task<StockMcpClient> StdioAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StockMcpClient.OverStdioAsync(
            new Dictionary<string, string>(environment) { ["ASSISTANT_DATA"] = _cli.Data, ["ASSISTANT__ENCODERS__TEXT"] = "none", ["ASSISTANT__ENCODERS__IMAGE"] = "none", ["ASSISTANT__LLM__MODEL"] = "none" },
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "assistant.dll"), "mcp", .. arguments]);

    [GeneratedRegex("document: ([0-9a-f]{32})")]
    private static partial Regex DocumentId();
}
