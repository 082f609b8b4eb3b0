using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;

namespace Assistant.Index.Tests;

public sealed class HybridIndexCrashTests
{
    [Fact]
    public async Task The_files_of_any_moment_open_to_an_index_that_equals_the_store()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(21);
        await using var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.MergeFactor) = (256, 2));
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                for (var i = 0; i < 40; i++)
                    log.Add(HybridIndexTests.RandomChunk(random), HybridIndexTests.RandomChunk(random));
                var keys = log.Chunks.Count;
                var first = random.Next(1, keys);
                log.Remove(first, first + random.Next(30));
                await index.CatchUpAsync();
            }
        });

        for (var round = 0; round < 25; round++)
        {
            // A copy of the folder is what a killed process leaves; files that vanish during the copy were not named by a newer commit.
            using var copy = new TemporaryFolder();
            await Task.Delay(new Random(round).Next(60));
            foreach (var file in Directory.GetFiles(folder.Path).OrderByDescending(f => f.EndsWith("commit", StringComparison.Ordinal)))
            {
                try
                {
                    File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
                }
                catch (IOException)
                {
                    // Deleted by a merge meanwhile: the index must read its chunks from the store again.
                }
            }

            await using var opened = IndexFixture.Open(copy, log);
            await opened.CatchUpAsync();
            var report = await opened.VerifyAsync();
            Assert.True(report.Healthy, string.Join('\n', report.Problems));
        }

        await stop.CancelAsync();
        await writer;
        await index.CatchUpAsync();
        using var fresh = new TemporaryFolder();
        await using var rebuilt = IndexFixture.Open(fresh, log);
        await rebuilt.CatchUpAsync();
        for (var i = 0; i < 100; i++)
        {
            var query = string.Join(' ', Enumerable.Range(0, 3).Select(_ => HybridIndexTests.Vocabulary[HybridIndexTests.Skewed(random)]));
            Assert.Equal(await rebuilt.FindAsync(query), await index.FindAsync(query));
        }
    }

    [Fact]
    public async Task A_damaged_commit_is_noticed_and_everything_is_applied_again()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        log.AddText("alpha beta", "beta gamma");
        await using (var index = IndexFixture.Open(folder, log))
            await index.CatchUpAsync();
        var path = Path.Combine(folder.Path, "commit");
        var bytes = File.ReadAllBytes(path);
        bytes[20] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var opened = IndexFixture.Open(folder, log);
        await opened.CatchUpAsync();
        Assert.Equal(2, (await opened.FindAsync("beta")).Count);
        Assert.True((await opened.VerifyAsync()).Healthy);
    }

    [Fact]
    public async Task An_index_of_another_store_is_built_anew()
    {
        using var folder = new TemporaryFolder();
        var other = new MemoryChangeLog();
        other.AddText("alpha");
        other.AddText("alpha");
        await using (var index = IndexFixture.Open(folder, other))
            await index.CatchUpAsync();
        var log = new MemoryChangeLog();
        log.AddText("omega");
        await using (var opened = IndexFixture.Open(folder, log))
        {
            await opened.CatchUpAsync();
            Assert.Empty(await opened.FindAsync("alpha"));
            Assert.Single(await opened.FindAsync("omega"));
        }

        await using var again = IndexFixture.Open(folder, log);
        Assert.Single(await again.FindAsync("omega"));
        Assert.Equal(1, again.AppliedSequence);
    }

    [Fact]
    public async Task Searches_beside_indexing_see_whole_changes()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        await using var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.MergeFactor) = (256, 2));
        await index.CatchUpAsync();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                log.AddText($"pair number{i}", $"pair number{i}", "filler text here");
                if (i % 3 == 2)
                    log.Remove(((i - 2) * 3) + 1, ((i - 2) * 3) + 3);
                await index.CatchUpAsync();
            }
        });
        while (!writer.IsCompleted)
        {
            var result = await index.SearchAsync(new IndexQuery("pair", [], new SearchFilter(), 1000));
            Assert.Equal(0, result.Legs[0].Hits.Count % 2);
        }

        await writer;
        Assert.Equal(400, (await index.FindAsync("pair", depth: 1000)).Count);
    }

    [Fact]
    public async Task Any_text_is_answered()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
            log.Add(HybridIndexTests.RandomChunk(random));
        await using var index = IndexFixture.Open(folder, log);
        await index.CatchUpAsync();
        const string Signs = "\"-:*() abtitle:wordc2wordf5😀é日\0\\ANDORNOT~^";
        for (var i = 0; i < 3000; i++)
        {
            var text = new char[random.Next(50)];
            foreach (ref var c in text.AsSpan())
                c = Signs[random.Next(Signs.Length)];
            await index.FindAsync(new string(text), depth: 10);
        }

        await index.FindAsync(new string('"', 10_000));
        await index.FindAsync(string.Concat(Enumerable.Repeat("wordc2 -wordd3 \"worde4 x\" title:worda0 wo* ", 300)));
    }
}
