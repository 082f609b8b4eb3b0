using System.Text.Json;
using System.Text.Json.Nodes;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Inference.Grammars;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Llm;

/// <summary>The grammar that a request's output must follow: its own, its response format, or calls of the tools that it requires.</summary>
internal static class OutputGrammar
{
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>GBNF text; null when the output is free.</summary>
    /// <exception cref="ChatModelException">The request asks for what cannot be, or a schema cannot be put into a grammar.</exception>
    internal static string? Of(ChatOptions? options, GenerationOptions? generation, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        if (generation?.Grammar is { Length: > 0 } grammar) return grammar;
        var format = options?.ResponseFormat is ChatResponseFormatJson json ? json.Schema ?? AnyObject : (JsonElement?)null;
        var calls = options?.ToolMode is RequiredChatToolMode required ? Calls(required, tools) : null;
        try
        {
            if (calls is not null) return JsonSchemaGrammar.Convert(JsonSerializer.SerializeToElement(calls));
            if (format is not { } schema) return null;
            // An answer in that format, unless the model would rather call a tool.
            return tools.Count == 0
                ? JsonSchemaGrammar.Convert(schema)
                : JsonSchemaGrammar.Convert(JsonSerializer.SerializeToElement(new JsonObject { ["anyOf"] = new JsonArray(Calls(null, tools), JsonNode.Parse(schema.GetRawText())) }));
        }
        catch (Exception failure) when (failure is JsonSchemaException)
        {
            throw new ChatModelException($"The response format cannot be followed: {failure.Message}", failure);
        }
    }

    private static JsonObject Calls(RequiredChatToolMode? mode, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        var allowed = mode?.RequiredFunctionName is { } name ? tools.Where(tool => tool.Name == name).ToList() : tools;
        if (allowed.Count == 0) throw new ChatModelException(mode?.RequiredFunctionName is { } missing ? $"The function '{missing}' is required but not among the tools." : "A tool call is required but there are no tools.");
        var one = new JsonArray([.. allowed.Select(tool => Object(("name", new JsonObject { ["const"] = tool.Name }), ("arguments", JsonNode.Parse(tool.JsonSchema.GetRawText())!)))]);
        return Object(("tool_calls", new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["anyOf"] = one } }));
    }

    private static JsonObject Object(params (string Name, JsonNode Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))),
        ["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Name))]),
        ["additionalProperties"] = false,
    };
}
