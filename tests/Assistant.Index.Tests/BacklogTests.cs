using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Tests;

public sealed class BacklogTests
{
    [Fact]
    public async Task A_large_backlog_is_searchable_and_flushed_in_steps()
    {
        using var folder = new TemporaryFolder();
        var log = new Backlog(70_000);
        await using var index = IndexFixture.Open(folder, log, options => options.FlushChunks = 4096);
        log.Read = key => log.Seen.Add((key, index.Statistics.Chunks));
        await index.CatchUpAsync();
        Assert.Equal(70_000, index.Statistics.Chunks);

        // Never more than two steps behind what was read: memory does not grow with the backlog.
        Assert.All(log.Seen, seen => Assert.InRange(seen.Key - seen.Searchable, 1, 2 * 16_400));
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "*.lex"));
    }

    /// <summary>Documents of ten short chunks.</summary>
    private sealed class Backlog(int chunks) : IChangeLog
    {
        public Action<long> Read { get; set; } = _ => { };

        public List<(long Key, long Searchable)> Seen { get; } = [];

        public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => new(chunks / 10);

        public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
        {
            var changes = new List<IndexChange>();
            for (var sequence = after + 1; sequence <= chunks / 10 && changes.Count < limit; sequence++)
                changes.Add(new IndexChange(sequence, IndexChangeKind.Added, (sequence * 10) - 9, sequence * 10, sequence));
            return new(changes);
        }

        public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default)
        {
            if (firstKey % 5000 == 1)
                Read(firstKey);
            var read = new List<IndexedChunk>();
            for (var key = firstKey; key <= lastKey; key++)
                read.Add(new IndexedChunk(key, 1, ContentKind.Text, BlockKind.Paragraph, null, [], $"word{key % 97}"));
            return new(read);
        }

        public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => new([]);
    }
}
