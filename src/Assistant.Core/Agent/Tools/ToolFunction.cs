using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary>A tool of the agent as an <see cref="AIFunction"/>: arguments that do not fit become words for the model instead of exceptions of a binder.</summary>
internal sealed class ToolFunction : AIFunction
{
    private readonly Func<ToolArguments, CancellationToken, ValueTask<ToolOutput>> run;

    /// <summary>Describes a tool.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">One line for the model.</param>
    /// <param name="parameters">Its parameters: <c>name:type</c>, with a question mark after the name where it may be left out.</param>
    /// <param name="run">What it does.</param>
    public ToolFunction(string name, string description, string[] parameters, Func<ToolArguments, CancellationToken, ValueTask<ToolOutput>> run)
    {
        (Name, Description, this.run) = (name, description, run);
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var parameter in parameters)
        {
            var (key, type) = (parameter[..parameter.IndexOf(':', StringComparison.Ordinal)], parameter[(parameter.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            properties.Add(key.TrimEnd('?'), new JsonObject { ["type"] = type });
            if (!key.EndsWith('?'))
                required.Add(key);
        }

        JsonSchema = JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false });
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; }

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await run(new ToolArguments(arguments), cancellationToken).ConfigureAwait(false);
}
