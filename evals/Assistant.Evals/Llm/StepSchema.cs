using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Assistant.Evals.Llm;

/// <summary>The JSON schema of a step, from the lines of tools in a prompt: <c>- name {"argument":type,"optional"?:type}: description</c>.</summary>
internal static partial class StepSchema
{
    internal static string Name(string line) => Line().Match(line).Groups["name"].Value;

    internal static JsonElement Of(IReadOnlyList<string> tools) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["anyOf"] = new JsonArray(
            Object([("thought", Of("string"), true), ("calls", new JsonObject { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = 4, ["items"] = new JsonObject { ["anyOf"] = new JsonArray([.. tools.Select(Call)]) } }, true)]),
            Object([("thought", Of("string"), true), ("answer", Of("string"), true)])),
    });

    private static JsonObject Call(string line)
    {
        var match = Line().Match(line);
        if (!match.Success) throw new InvalidDataException($"'{line}' is not the line of a tool.");
        var arguments = Argument().Matches(match.Groups["arguments"].Value).Select(each => (each.Groups["name"].Value, Of(each.Groups["type"].Value), !each.Groups["optional"].Success));
        return Object([("tool", new JsonObject { ["const"] = match.Groups["name"].Value }, true), ("arguments", Object([.. arguments]), true)]);
    }

    private static JsonObject Of(string type) => type == "any" ? [] : new JsonObject { ["type"] = type };

    private static JsonObject Object((string Name, JsonObject Schema, bool IsRequired)[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))),
        ["required"] = new JsonArray([.. properties.Where(property => property.IsRequired).Select(property => JsonValue.Create(property.Name))]),
        ["additionalProperties"] = false,
    };

    [GeneratedRegex(@"^- (?<name>[\w.-]+) \{(?<arguments>.*?)\}: ", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("\"(?<name>[^\"]+)\"(?<optional>\\?)?:(?<type>[a-z]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Argument();
}
