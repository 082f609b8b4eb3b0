using Assistant.Index;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Worker;

/// <summary>The knowledge index that a test asks for: <c>engine=hybrid</c> in place of the one on FTS5.</summary>
internal static class IndexEngine
{
    public static void AddIndexEngine(this IServiceCollection services, IConfiguration configuration, DataDirectory directory)
    {
        // Small and frequent files, so that a short life holds flushes, merges and commits.
        if (configuration["engine"] == "hybrid")
            services.AddAssistantIndex(Path.Combine(directory.IndexPath, "hybrid"), options => (options.FlushChunks, options.FlushSeconds, options.MergeFactor) = (256, 1, 2));
    }
}
