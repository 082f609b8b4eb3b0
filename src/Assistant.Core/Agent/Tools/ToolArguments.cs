using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary>Arguments of a call, read as the tool wants them.</summary>
internal sealed class ToolArguments(AIFunctionArguments arguments)
{
    private const int LongestText = 50_000;

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ToolException">It is missing, empty, no text or too long.</exception>
    public string Text(string name) => TextOrNull(name) ?? throw new ToolException($"the argument '{name}' is missing; it is a text");

    /// <summary>A text; null when it is missing or empty.</summary>
    /// <exception cref="ToolException">It is no text or too long.</exception>
    public string? TextOrNull(string name)
    {
        var text = arguments.TryGetValue(name, out var given) ? given switch
        {
            null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } element => Decode(element, name),
            JsonElement { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => throw new ToolException($"the argument '{name}' must be a text"),
        }
        : null;
        if (text?.Length > LongestText)
            throw new ToolException($"the argument '{name}' has {text.Length} characters; at most {LongestText} are read");
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>A whole number, brought into its range; the default when it is missing.</summary>
    /// <exception cref="ToolException">It is no whole number.</exception>
    public int WholeNumber(string name, int missing, int least, int most)
    {
        if (!arguments.TryGetValue(name, out var given) || given is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
            return missing;
        var number = given is JsonElement { ValueKind: JsonValueKind.Number } element && element.TryGetDouble(out var value) ? value
            : double.TryParse(given.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : throw new ToolException($"the argument '{name}' must be a whole number");
        return (int)Math.Clamp(number, least, most);
    }

    private static string Decode(JsonElement element, string name)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException failure)
        {
            throw new ToolException($"the argument '{name}' is not valid Unicode", failure);
        }
    }
}
