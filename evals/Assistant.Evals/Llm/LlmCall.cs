using System.Text.Json;

namespace Assistant.Evals.Llm;

/// <summary>A call of a tool.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Arguments">Its arguments by name, as JSON.</param>
public sealed record LlmCall(string Tool, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    /// <summary>A text argument; empty when there is none.</summary>
    public string Text(string name) => Arguments.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Whether another call asks for the same, whatever the order and spelling of its JSON.</summary>
    public bool IsSame(LlmCall other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tool == other.Tool && Arguments.Count == other.Arguments.Count
            && Arguments.All(argument => other.Arguments.TryGetValue(argument.Key, out var value) && JsonElement.DeepEquals(argument.Value, value));
    }

    internal static LlmCall? Parse(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("tool", out var tool) || tool.ValueKind != JsonValueKind.String) return null;
        if (!call.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object) return null;
        return new LlmCall(tool.GetString()!, arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value.Clone()));
    }
}
