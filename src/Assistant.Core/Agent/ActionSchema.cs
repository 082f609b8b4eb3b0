using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>The JSON schema of a step, made from the tools: a thought with calls of these tools, or a thought with an answer.</summary>
internal static class ActionSchema
{
    private const string Name = "step";

    /// <summary>Makes the response format of a step.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="mostCalls">Most calls of a step.</param>
    /// <param name="thoughtAlone">Whether a step may be a thought without calls or answer.</param>
    public static ChatResponseFormat Of(IReadOnlyList<AIFunction> tools, int mostCalls, bool thoughtAlone = false)
    {
        if (tools.Count == 0)
            return AnswerOnly;
        var calls = new JsonArray([.. tools.Select(tool => (JsonNode)Object(("tool", new JsonObject { ["const"] = tool.Name }), ("arguments", Arguments(tool.JsonSchema))))]);
        var act = Object(
            ("thought", Text()),
            ("calls", new JsonObject { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = mostCalls, ["items"] = new JsonObject { ["anyOf"] = calls } }));
        return Format(new JsonObject { ["anyOf"] = thoughtAlone ? new JsonArray(act, Answer(), Object(("thought", Text()))) : new JsonArray(act, Answer()) });
    }

    /// <summary>The response format of the last step.</summary>
    public static ChatResponseFormat AnswerOnly { get; } = Format(Answer());

    /// <summary>The response format of a step that runs one of some programs.</summary>
    public static ChatResponseFormat ComputeOneOf(IReadOnlyList<string> programs) => Format(Object(
        ("thought", Text()),
        ("calls", new JsonObject
        {
            ["type"] = "array", ["minItems"] = 1, ["maxItems"] = 1,
            ["items"] = Object(("tool", new JsonObject { ["const"] = Tools.ComputeTool.Name }), ("arguments", Object(("program", new JsonObject { ["enum"] = new JsonArray([.. programs.Select(program => JsonValue.Create(program))]) })))),
        })));

    private static JsonObject Answer() => Object(("thought", Text()), ("answer", Text()));

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Arguments(JsonElement schema) =>
        JsonNode.Parse(schema.GetRawText()) is JsonObject given && given["properties"] is JsonObject ? given : new JsonObject { ["type"] = "object" };

    private static ChatResponseFormatJson Format(JsonObject schema) => new(JsonSerializer.SerializeToElement(schema), Name);

    private static JsonObject Object(params (string Name, JsonNode Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))),
        ["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Name))]),
        ["additionalProperties"] = false,
    };
}
