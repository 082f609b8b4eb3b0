using System.Diagnostics;
using System.Globalization;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Index;

/// <summary>Query times of the whole index, idle and while chunks arrive, are flushed and merged.</summary>
internal sealed class IngestBench(IndexBenchOptions options, List<string> texts, List<string> queries)
{
    /// <summary>Runs both phases and writes their times and ratio.</summary>
    public async Task RunAsync(TextWriter output, string folder, CancellationToken cancellationToken)
    {
        var start = Math.Min(texts.Count, 100_000);
        var log = new TextLog(texts) { Count = start };
        var settings = new HybridIndexOptions { Folder = folder, FlushSeconds = 5 };
        settings.Languages.Add(Assistant.Index.Text.Language.English);
        await using var index = new HybridIndex(log, Options.Create(settings), NullLogger<HybridIndex>.Instance);
        var clock = Stopwatch.StartNew();
        await index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"catching up    {start / clock.Elapsed.TotalSeconds:F0} chunks/s through the change log"));
        await SearchAsync(index, 3, cancellationToken).ConfigureAwait(false);
        var idle = await SearchAsync(index, options.IngestSeconds, cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delays = new List<double>();
        var ingest = Task.Run(() => IngestAsync(index, log, delays, stop.Token), CancellationToken.None);
        var busy = await SearchAsync(index, options.IngestSeconds, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await ingest.ConfigureAwait(false);
        delays.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"beside {options.IngestRate} chunks/s: idle p50 {IndexBench.At(idle, .5):F4} p99 {IndexBench.At(idle, .99):F4}, busy p50 {IndexBench.At(busy, .5):F4} p99 {IndexBench.At(busy, .99):F4} ms; a batch is searchable after {IndexBench.At([.. delays], .5):F1} ms, p99 {IndexBench.At([.. delays], .99):F1} ms; {log.Count - start} chunks added"));
    }

    private async Task<double[]> SearchAsync(HybridIndex index, int seconds, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; clock.Elapsed.TotalSeconds < seconds; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await index.SearchAsync(new IndexQuery(queries[i % queries.Count], [], new SearchFilter(), options.Depth), cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        times.Sort();
        return [.. times];
    }

    private async Task IngestAsync(HybridIndex index, TextLog log, List<double> delays, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var first = log.Count;
        while (!cancellationToken.IsCancellationRequested)
        {
            log.Count = first + (int)(clock.Elapsed.TotalSeconds * options.IngestRate);
            var from = Stopwatch.GetTimestamp();
            await index.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
            delays.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A log of the texts, one change for each; it begins again at their end.</summary>
    private sealed class TextLog(List<string> texts) : IChangeLog
    {
        private int _count;

        public int Count { get => Volatile.Read(ref _count); set => Volatile.Write(ref _count, value); }

        public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => new(Count);

        public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
        {
            var changes = new List<IndexChange>();
            for (var sequence = after + 1; sequence <= Count && changes.Count < limit; sequence++)
                changes.Add(new IndexChange(sequence, IndexChangeKind.Added, sequence, sequence, sequence));
            return new(changes);
        }

        public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
        {
            var chunks = new List<IndexedChunk>();
            for (var key = firstKey; key <= Math.Min(lastKey, Count); key++)
                chunks.Add(new IndexedChunk(key, 1, ContentKind.Text, BlockKind.Paragraph, null, [], texts[(int)(key % texts.Count)]));
            return new(chunks);
        }

        public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => new([]);
    }
}
