using System.Diagnostics;
using Assistant.Core.Retrieval;
using Assistant.Index.Segments;

namespace Assistant.Index.Tests.Faults;

/// <summary>Faults while the index serves: a full disk, files that change under it, a rebuild beside searches.</summary>
public sealed class DamageWhileServingTests
{
    [Fact]
    public async Task A_full_disk_keeps_nothing_from_being_found_leaves_no_files_and_is_over_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(3);
        var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.FlushSeconds, o.MergeFactor) = (64, 3600, 2));
        Add(100);
        await index.CatchUpAsync();
        await index.FlushAsync();

        // Writes to /dev/full end like those to a full disk, at the end of the write or within it.
        var next = NextFile();
        foreach (var suffix in (string[])[".lex.tmp", ".vec.tmp"])
        {
            for (var number = next; number < next + 200; number++)
                File.CreateSymbolicLink(Path.Combine(folder.Path, $"{number:D10}{suffix}"), "/dev/full");
        }

        Add(40);
        await index.CatchUpAsync();
        for (var attempt = 0; attempt < 20; attempt++)
            await Assert.ThrowsAsync<IOException>(async () => await index.FlushAsync());
        Assert.Equal(140, (await index.FindAsync("common", depth: 1000)).Count);
        foreach (var link in Directory.GetFiles(folder.Path, "*.tmp"))
            File.Delete(link);
        var files = Directory.GetFiles(folder.Path).Length;
        Assert.InRange(files, 1, 8);

        // Room for segments, and none for the commit.
        File.CreateSymbolicLink(Path.Combine(folder.Path, "commit.tmp"), "/dev/full");
        await Assert.ThrowsAsync<IOException>(async () => await index.FlushAsync());
        Assert.Equal(140, (await index.FindAsync("common", depth: 1000)).Count);
        Add(10);
        await index.CatchUpAsync();
        await index.FlushAsync();
        await index.FlushAsync();
        await index.DisposeAsync();
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
        index = IndexFixture.Open(folder, log);
        Assert.Equal(150, (await index.FindAsync("common", depth: 1000)).Count);
        Assert.True((await index.VerifyAsync()).Healthy);
        var named = CommitPoint.Read(folder.Path)!.Segments.Count;
        Assert.Equal(named, Directory.GetFiles(folder.Path).Length - 1);
        await index.DisposeAsync();

        void Add(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var (key, _) = log.AddText($"common text with word{random.Next(50)}");
                log.AddVectors(new Core.Content.ChunkVector(key, "a", Core.Content.ContentKind.Text, new float[] { random.NextSingle(), 1 }));
            }
        }

        long NextFile() => CommitPoint.Read(folder.Path)!.NextFile;
    }

    [Theory]
    [InlineData(nameof(SegmentSection.Postings))]
    [InlineData(nameof(SegmentSection.Terms))]
    [InlineData(nameof(SegmentSection.TermIndex))]
    public async Task A_file_that_changes_under_a_search_is_read_from_the_store_again(string section)
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(4);
        log.Add([.. Enumerable.Range(0, 600).Select(_ => HybridIndexTests.RandomChunk(random))]);
        await using var index = IndexFixture.Open(folder, log);
        await index.CatchUpAsync();
        await index.FlushAsync();
        var expected = await index.FindAsync("worda0 wordb1");
        Overwrite(Directory.GetFiles(folder.Path, "*.lex")[0], Enum.Parse<SegmentSection>(section));
        Assert.Equal(expected, await index.FindAsync("worda0 wordb1"));
        Assert.True((await index.VerifyAsync()).Healthy);

        // The commit holds by itself again.
        await index.DisposeAsync();
        await using var again = IndexFixture.Open(folder, log);
        Assert.Equal(expected, await again.FindAsync("worda0 wordb1"));
    }

    [Fact]
    public async Task A_file_that_changed_unnoticed_is_not_merged_into_a_sound_one()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(5);
        await using var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.FlushSeconds, o.MergeFactor) = (64, 3600, 2));
        log.Add([.. Enumerable.Range(0, 100).Select(_ => HybridIndexTests.RandomChunk(random))]);
        await index.CatchUpAsync();
        await index.FlushAsync();
        var damaged = Directory.GetFiles(folder.Path, "*.lex")[0];
        Overwrite(damaged, SegmentSection.Fingerprints);
        Assert.False((await index.VerifyAsync()).Healthy);
        log.Add([.. Enumerable.Range(0, 100).Select(_ => HybridIndexTests.RandomChunk(random))]);
        await index.CatchUpAsync();
        await index.FlushAsync();
        await UntilAsync(async () => (await index.VerifyAsync()).Healthy);
        await UntilAsync(async () =>
        {
            await index.FlushAsync();
            return !File.Exists(damaged);
        });
    }

    [Fact]
    public async Task A_rebuild_goes_on_beside_searches_and_changes()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        await using var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.MergeFactor) = (64, 2));
        for (var i = 0; i < 400; i++)
            log.AddText($"pair number{i}", $"pair number{i}");
        await index.CatchUpAsync();
        using var stop = new CancellationTokenSource();
        var added = 0;
        var writer = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; added++)
            {
                log.AddText($"pair later{added}", $"pair later{added}");
                await index.CatchUpAsync();
            }
        });
        var searches = Task.Run(async () =>
        {
            var (seen, count) = (0L, 0);
            for (; !stop.IsCancellationRequested; count++)
            {
                var result = await index.SearchAsync(new IndexQuery("pair", [], new SearchFilter(), 1000));
                Assert.True(result.AppliedSequence >= seen, "A search never goes back.");
                seen = result.AppliedSequence;
                Assert.Equal(0, result.Legs[0].Hits.Count % 2);
                Assert.True(result.Legs[0].Hits.Count >= 800);
            }

            return count;
        });
        for (var round = 0; round < 3; round++)
        {
            var report = await index.RebuildAsync();
            Assert.True(report.Healthy, string.Join('\n', report.Problems));
        }

        await stop.CancelAsync();
        await writer;
        Assert.True(await searches > 0);
        Assert.Equal(Math.Min(1000, 800 + (2 * added)), (await index.FindAsync("pair", depth: 1000)).Count);
        await index.DisposeAsync();
        await using var again = IndexFixture.Open(folder, log);
        Assert.True((await again.VerifyAsync()).Healthy);
        Assert.Equal(800 + (2 * added), again.Statistics.Chunks);
    }

    [Fact]
    public async Task A_cancelled_rebuild_changes_nothing_and_leaves_no_files()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(8);
        log.Add([.. Enumerable.Range(0, 300).Select(_ => HybridIndexTests.RandomChunk(random))]);
        using var cancel = new CancellationTokenSource();
        var gate = new GatedChangeLog(log);
        await using var index = IndexFixture.Open(folder, gate, o => (o.FlushChunks, o.FlushSeconds) = (64, 3600));
        await index.CatchUpAsync();
        await index.FlushAsync();
        var expected = await index.FindAsync("worda0");
        var files = Directory.GetFiles(folder.Path);
        gate.BeforeRead = after =>
        {
            // The first chunks are in files by now.
            if (after > 0)
                cancel.Cancel();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await index.RebuildAsync(cancel.Token));
        gate.BeforeRead = null;
        Assert.Equal(files, Directory.GetFiles(folder.Path));
        Assert.Equal(expected, await index.FindAsync("worda0"));
        Assert.True((await index.RebuildAsync()).Healthy);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(50))
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "It does not come about.");
    }

    /// <summary>Overwrites a section in place: the mapping shows it.</summary>
    private static void Overwrite(string path, SegmentSection section)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var footer = new byte[SegmentFormat.FooterBytes];
        file.Seek(-footer.Length, SeekOrigin.End);
        file.ReadExactly(footer);
        var entry = 40 + ((int)section * 20);
        var noise = new byte[BitConverter.ToInt64(footer, entry + 8)];
        Array.Fill(noise, (byte)0xFF);
        file.Seek(BitConverter.ToInt64(footer, entry), SeekOrigin.Begin);
        file.Write(noise);
    }
}
