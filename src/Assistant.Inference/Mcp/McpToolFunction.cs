using System.Text;
using System.Text.Json;
using Assistant.Core.Agent.Tools;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Assistant.Inference.Mcp;

/// <summary>A tool of an MCP server as the agent sees it. What the server says, in descriptions and results, is a stranger's text: bounded, on marked lines.</summary>
internal sealed class McpToolFunction(string server, McpClientTool tool, TimeSpan timeout) : AIFunction
{
    private const int MaxDescriptionCharacters = 200;
    private const int MaxResultCharacters = 6_000;

    /// <inheritdoc/>
    public override string Name { get; } = $"{server}_{tool.Name}";

    /// <inheritdoc/>
    public override string Description { get; } = $"(MCP server {server}) {OneLine(tool.Description)}";

    /// <inheritdoc/>
    public override JsonElement JsonSchema => tool.JsonSchema;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        CallToolResult result;
        try
        {
            result = await tool.CallAsync(new Dictionary<string, object?>(arguments), cancellationToken: limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException($"the MCP server {server} did not answer within {timeout.TotalSeconds:0} seconds");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ToolException($"the MCP server {server} failed at this call; go on without it", failure);
        }

        var text = Bounded(Text(result));
        return result.IsError == true ? throw new ToolException($"the MCP server {server} says: {OneLine(text)}") : text;
    }

    private string Text(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
            text.Append(block is TextContentBlock words ? words.Text : $"({block.Type})").Append('\n');
        // Each line is marked, so that nothing in it passes for words of the assistant.
        return $"Quoted from the MCP server {server}:\n> {text.ToString().TrimEnd().ReplaceLineEndings("\n> ")}";
    }

    private static string Bounded(string text) => text.Length <= MaxResultCharacters ? text : text[..(char.IsHighSurrogate(text[MaxResultCharacters - 1]) ? MaxResultCharacters - 1 : MaxResultCharacters)] + "…";

    private static string OneLine(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Where(c => !char.IsControl(c)));
        return line.Length <= MaxDescriptionCharacters ? line : line[..MaxDescriptionCharacters] + "…";
    }
}
