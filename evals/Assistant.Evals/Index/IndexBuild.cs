using System.Diagnostics;
using System.Runtime;
using Assistant.Index;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Index;

/// <summary>Builds a whole hybrid index through its change log and measures that.</summary>
internal static class IndexBuild
{
    /// <summary>The peers' parameters and stop words scored, so that the same work is measured.</summary>
    public static Bm25Options Parameters => new() { K1 = 1.2, B = 0.75, StopWordWeight = 1 };

    /// <summary>Opens an index with these parameters; all else is as by default.</summary>
    public static HybridIndex Open(CorpusChangeLog log, string folder)
    {
        var options = new HybridIndexOptions { Folder = folder };
        options.Bm25.K1 = Parameters.K1;
        options.Bm25.B = Parameters.B;
        options.Bm25.StopWordWeight = Parameters.StopWordWeight;
        return new HybridIndex(log, Options.Create(options), NullLogger<HybridIndex>.Instance);
    }

    /// <summary>Follows the log to its end, flushes, and waits until no merge is due.</summary>
    public static async Task<BuildFigures> RunAsync(HybridIndex index, string folder, CancellationToken cancellationToken)
    {
        // What an earlier size left behind is not this one's.
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var memory = new AnonymousMemory();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var searchable = clock.Elapsed;
        await index.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (await index.MergeOnceAsync(cancellationToken).ConfigureAwait(false))
        {
            // The background merges as well; this waits for that and ends when nothing is due.
        }

        var (seconds, used) = (clock.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime - processor);
        var segments = CommitPoint.Read(folder)!.Segments;
        var (text, vectors) = (segments.Where(s => s.Space is null).ToList(), segments.Where(s => s.Space is not null).ToList());
        return new BuildFigures(
            searchable.TotalSeconds, seconds, used.TotalSeconds, memory.PeakMegabytes, text.Sum(s => s.Length), vectors.Sum(s => s.Length), text.Count, vectors.Count);
    }
}
