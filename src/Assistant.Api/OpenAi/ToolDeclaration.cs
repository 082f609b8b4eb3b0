using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>A client's function: the model may call it, the client runs it.</summary>
internal sealed class ToolDeclaration(string name, string? description, JsonElement parameters, bool? strict) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => description ?? "";

    public override JsonElement JsonSchema => parameters;

    /// <summary>Servers that were asked to be strict are passed that on.</summary>
    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = strict is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["strict"] = strict };
}
