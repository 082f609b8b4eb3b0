using System.Reflection;

namespace Assistant.Cli.Tests.Mcp;

/// <summary>A test that speaks with the stock MCP client; skipped by name where node or the client is missing.</summary>
public sealed class RequiresMcpClientFactAttribute : FactAttribute
{
    /// <summary>Skips when one of them is missing.</summary>
    public RequiresMcpClientFactAttribute() => Skip = Missing;

    /// <summary>The folder of the client, with its packages.</summary>
    internal static string Folder { get; } = typeof(RequiresMcpClientFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "McpClientFolder").Value!;

    /// <summary>What is missing and how it is installed; null when nothing is.</summary>
    internal static string? Missing =>
        !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "node"))) ? "node is missing: sudo apt-get install nodejs npm"
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "@modelcontextprotocol", "sdk")) ? "the stock MCP client is not restored: (cd tests/Assistant.Cli.Tests/Mcp && npm ci)"
        : null;
}
