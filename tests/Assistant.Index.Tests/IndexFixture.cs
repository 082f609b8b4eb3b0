using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Index.Tests;

/// <summary>Indexes over a folder and a log, for tests.</summary>
internal static class IndexFixture
{
    public static HybridIndex Open(TemporaryFolder folder, IChangeLog log, Action<HybridIndexOptions>? configure = null)
    {
        var options = new HybridIndexOptions { Folder = folder.Path };
        options.Languages.Add(Assistant.Index.Text.Language.English);
        configure?.Invoke(options);
        return new HybridIndex(log, Options.Create(options), NullLogger<HybridIndex>.Instance);
    }

    public static async Task<IReadOnlyList<LegHit>> FindAsync(this HybridIndex index, string text, SearchFilter? filter = null, int depth = 100)
    {
        var result = await index.SearchAsync(new IndexQuery(text, [], filter ?? new SearchFilter(), depth));
        return result.Legs[0].Hits;
    }
}
