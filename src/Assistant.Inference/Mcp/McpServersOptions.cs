using System.ComponentModel.DataAnnotations;

namespace Assistant.Inference.Mcp;

/// <summary>The MCP servers whose tools the agent may use; section <c>Assistant:Mcp</c>, one entry a server under <c>Servers</c>.</summary>
public sealed class McpServersOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Assistant:Mcp";

    /// <summary>Servers by a name of letters, digits, dashes and underscores, which begins the names of their tools.</summary>
    public IDictionary<string, McpServerEntry> Servers { get; } = new Dictionary<string, McpServerEntry>(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, server) in Servers)
        {
            var place = $"{Section}:Servers:{name}";
            if (name.Length > 30 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                yield return new ValidationResult($"{place}: a server's name has at most 30 letters, digits, dashes and underscores.");
            if (string.IsNullOrWhiteSpace(server.Command) == (server.Url is null))
                yield return new ValidationResult($"{place}: give either Command (a program that speaks MCP on its standard input and output) or Url.");
            if (server.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
                yield return new ValidationResult($"{place}:Url is an http or https address.");
            if (server.Tools.Count == 0)
                yield return new ValidationResult($"{place}:Tools is empty: name the tools that the agent may use.");
            if (server.TimeoutSeconds is < 1 or > 600)
                yield return new ValidationResult($"{place}:TimeoutSeconds is 1 to 600.");
        }
    }
}

/// <summary>One MCP server: a program that is started here, or an address.</summary>
public sealed class McpServerEntry
{
    /// <summary>The program.</summary>
    public string? Command { get; set; }

    /// <summary>Its arguments.</summary>
    public IList<string> Args { get; } = [];

    /// <summary>The address of a server that is reached over HTTP.</summary>
    public Uri? Url { get; set; }

    /// <summary>Headers of its requests, such as Authorization; give secrets through the environment.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tools that the agent may use, by the server's own names; the others are not shown to it.</summary>
    public IList<string> Tools { get; } = [];

    /// <summary>Seconds that a connection or a call may take; 1 to 600, 30 by default.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}
