using System.Text.Json;

namespace Assistant.Core.Agent;

/// <summary>What the model decided in a step: tools to call, or an answer; with <see cref="AnswerStrategy.IrCoT"/> also neither.</summary>
/// <param name="Thought">Why.</param>
/// <param name="Calls">Calls; empty with an answer, and with a thought alone.</param>
/// <param name="Answer">The answer; null with calls.</param>
internal sealed record AgentAction(string Thought, IReadOnlyList<AgentCall> Calls, string? Answer);

/// <summary>A call of a tool.</summary>
/// <param name="Tool">Its name, as the model wrote it.</param>
/// <param name="Arguments">Its arguments, an object.</param>
internal sealed record AgentCall(string Tool, JsonElement Arguments)
{
    /// <summary>The same for calls that ask the same, however they are written.</summary>
    public string Key => $"{Tool} {Canonical(Arguments)}";

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}:{Canonical(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.String => string.Join(' ', value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant(),
        _ => value.GetRawText(),
    };
}
