using Assistant.Hosting.Access;
using Assistant.Index;
using Assistant.Storage;

namespace Assistant.Api.Hosting;

/// <summary>Which knowledge index a process uses: <c>Assistant:Index:Engine</c>.</summary>
internal static class KnowledgeIndexServices
{
    /// <summary>Configuration key of the engine.</summary>
    public const string Key = "Assistant:Index:Engine";

    /// <summary>Registers storage and the configured index over it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where the engine is named.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="owner">Whether this process owns the directory; others only read the index.</param>
    /// <exception cref="StartRefusedException">There is no such engine.</exception>
    public static void AddKnowledge(this IServiceCollection services, IConfiguration configuration, DataDirectory directory, bool owner)
    {
        services.AddAssistantStorage(directory);
        switch (configuration[Key]?.ToUpperInvariant())
        {
            case null or "" or "HYBRID":
                services.AddAssistantIndex(Path.Combine(directory.IndexPath, "hybrid"), options => options.ReadOnly = !owner);
                break;
            case "FTS5":
                break;
            case var other:
                throw new StartRefusedException($"{Key} is {other}; it can be Hybrid (the default) or Fts5.");
        }
    }
}
