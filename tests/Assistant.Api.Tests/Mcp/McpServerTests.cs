using Microsoft.Extensions.DependencyInjection;
using Assistant.Core.Access;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Assistant.Api.Tests.Mcp;

[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The test framework disposes of the service through IAsyncLifetime.")]
public sealed class McpServerTests : IAsyncLifetime
{
    private readonly ServiceFixture service = new();

    public Task InitializeAsync() => service.SubmitAsync("tea.md", "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.");

    public Task DisposeAsync() => service.DisposeAsync().AsTask();

    [Fact]
    public async Task A_client_searches_asks_and_opens_what_it_found()
    {
        await using var client = await ConnectAsync(service.Http);
        var names = (await client.ListToolsAsync()).Select(tool => tool.Name);

        var found = await CallAsync(client, "search", ("query", "green tea"));
        var id = found[(found.IndexOf("document: ", StringComparison.Ordinal) + 10)..].Split(',')[0];

        Assert.Equal(["add_content", "ask", "open_document", "search"], names.Order(StringComparer.Ordinal));
        Assert.Contains("75 degrees", found, StringComparison.Ordinal);
        Assert.Contains("75 degrees", await CallAsync(client, "open_document", ("document", id)), StringComparison.Ordinal);
        Assert.Contains("75 degrees", await CallAsync(client, "ask", ("question", "At how many degrees is green tea brewed?")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_resources_with_their_parsed_text()
    {
        await using var client = await ConnectAsync(service.Http);

        var resource = Assert.Single(await client.ListResourcesAsync());
        var content = Assert.IsType<TextResourceContents>((await client.ReadResourceAsync(resource.Uri)).Contents[0]);

        Assert.Equal("default/tea.md", resource.Name);
        Assert.Contains("two minutes", content.Text, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<McpException>(async () => await client.ReadResourceAsync("assistant://default/nothing"));
    }

    [Fact]
    public async Task Roles_and_groups_of_the_key_hold()
    {
        using var admin = await service.ClientOfAsync(ApiRole.Admin);
        using var writer = await service.ClientOfAsync(ApiRole.Writer, "kitchen");
        using var reader = await service.ClientOfAsync(ApiRole.Reader, "garden");
        await service.SubmitAsync("secret.md", "The vault opens at dawn.", "closed", admin);
        await service.Services.GetRequiredService<Core.Content.IContentStore>().SetCollectionGroupsAsync("closed", ["vault"]);
        await using var write = await ConnectAsync(writer);
        await using var read = await ConnectAsync(reader);

        Assert.Contains("Accepted as document", await CallAsync(write, "add_content", ("uri", "new.md"), ("text", "Coffee is brewed at 92 degrees.")), StringComparison.Ordinal);
        Assert.Contains("may not add content", await CallAsync(read, "add_content", ("uri", "new.md"), ("text", "x")), StringComparison.Ordinal);
        Assert.Contains("may not use that collection", await CallAsync(write, "add_content", ("uri", "new.md"), ("text", "x"), ("collection", "closed")), StringComparison.Ordinal);
        Assert.DoesNotContain("dawn", await CallAsync(read, "search", ("query", "vault opens dawn")), StringComparison.Ordinal);
        Assert.DoesNotContain(await read.ListResourcesAsync(), resource => resource.Name.StartsWith("closed/", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(async () => await ConnectAsync(service.Http));
    }

    private static Task<McpClient> ConnectAsync(HttpClient http) =>
        McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(http.BaseAddress!, "/mcp") }, http));

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, object? (argument) => argument.Value));
        return string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
    }
}
