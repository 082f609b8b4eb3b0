using Assistant.Core.Retrieval;

namespace Assistant.Index.Tests.Faults;

/// <summary>Files that are missing, of another generation, swapped, or older than the store, or a store that is older than they: noticed, and built from the store.</summary>
public sealed class WrongFilesTests
{
    [Theory]
    [InlineData("*.lex", "missing")]
    [InlineData("*.vec", "missing")]
    [InlineData("*.lex", "swapped")]
    [InlineData("*.vec", "swapped")]
    [InlineData("*.lex", "short")]
    [InlineData("*.vec", "short")]
    [InlineData("*.lex", "empty")]
    [InlineData("*.vec", "damaged")]
    [InlineData("*.lex", "other")]
    [InlineData("*.vec", "other")]
    [InlineData("commit", "missing")]
    [InlineData("commit", "damaged")]
    [InlineData("commit", "short")]
    [InlineData("commit", "other")]
    public async Task A_wrong_file_is_noticed_and_what_it_held_is_read_from_the_store(string pattern, string fault)
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var store = await FilledAsync(folder);
        await using var other = await FilledAsync(elsewhere, seed: 2);
        var files = Directory.GetFiles(store.IndexFolder, pattern).Order().ToList();
        var others = Directory.GetFiles(other.IndexFolder, pattern).Order().ToList();
        Assert.True(files.Count > (fault == "swapped" ? 1 : 0), $"{files.Count} files");
        Break(files, others, fault);

        var log = new DamageLog();
        await using var index = store.OpenIndex(logger: log);
        await store.AssertEqualsRebuiltAsync(index);
        Assert.True(log.Lines.Any(line => line.Contains("built anew", StringComparison.Ordinal)) || (pattern, fault) == ("commit", "missing"), string.Join('\n', log.Lines));

        // And once more, from what was written instead.
        await index.DisposeAsync();
        log = new DamageLog();
        await using var again = store.OpenIndex(logger: log);
        await store.AssertEqualsRebuiltAsync(again);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Segments_of_another_generation_with_the_same_names_and_counts_are_noticed()
    {
        using var before = new TemporaryFolder();
        using var after = new TemporaryFolder();
        foreach (var (folder, word) in new[] { (before, "older"), (after, "newer") })
        {
            var log = new MemoryChangeLog();
            log.AddText([.. Enumerable.Range(0, 300).Select(i => $"{word} text number{i}")]);
            await using var index = IndexFixture.Open(folder, log);
            await index.CatchUpAsync();
        }

        var chunks = new MemoryChangeLog();
        chunks.AddText([.. Enumerable.Range(0, 300).Select(i => $"newer text number{i}")]);
        var name = Path.GetFileName(Assert.Single(Directory.GetFiles(after.Path, "*.lex")));
        using var mixed = new TemporaryFolder();
        await using (var index = IndexFixture.Open(mixed, chunks))
            await index.CatchUpAsync();
        Replace(Path.Combine(mixed.Path, name), File.ReadAllBytes(Path.Combine(before.Path, name)));
        await using var opened = IndexFixture.Open(mixed, chunks);
        Assert.Empty(await opened.FindAsync("older", depth: 1000));
        Assert.Equal(300, (await opened.FindAsync("newer", depth: 1000)).Count);
    }

    [Fact]
    public async Task An_older_index_folder_catches_up()
    {
        using var folder = new TemporaryFolder();
        await using var store = await FilledAsync(folder);
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(store.IndexFolder))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        for (var i = 0; i < 30; i++)
            await store.ChangeAsync();
        var log = new DamageLog();
        await using var index = store.OpenIndex(copy.Path, logger: log);
        await store.AssertEqualsRebuiltAsync(index);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task An_older_index_folder_is_built_anew_when_the_log_was_compacted_behind_it()
    {
        using var folder = new TemporaryFolder();
        await using var store = await FilledAsync(folder);
        for (var i = 0; i < 30; i++)
            await store.ChangeAsync();
        await store.Compaction.RunAsync(await store.Log.LatestAsync(), keep: 10);
        var log = new DamageLog();
        await using var index = store.OpenIndex(logger: log);
        await store.AssertEqualsRebuiltAsync(index);
        Assert.Contains(log.Lines, line => line.Contains("built anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compacted_log_is_followed_on_by_an_index_that_was_up_to_date()
    {
        using var folder = new TemporaryFolder();
        await using var store = await FilledAsync(folder);
        await store.Compaction.RunAsync(await store.Log.LatestAsync(), keep: 0);
        await store.ChangeAsync();
        var log = new DamageLog();
        await using var index = store.OpenIndex(logger: log);
        await store.AssertEqualsRebuiltAsync(index);
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    public async Task A_database_restored_from_an_older_backup_is_noticed_however_far_it_went_on(int changes)
    {
        using var folder = new TemporaryFolder();
        using var backup = new TemporaryFolder();
        await using (var store = await FilledAsync(folder))
        {
            await store.Backup.RunAsync(backup.Path);
            await using var index = store.OpenIndex();
            for (var i = 0; i < 10; i++)
                await store.ChangeAsync();
            await index.CatchUpAsync();
        }

        foreach (var file in Directory.GetFiles(folder.Path, "assistant.db*"))
            File.Delete(file);
        File.Copy(Path.Combine(backup.Path, "assistant.db"), Path.Combine(folder.Path, "assistant.db"));
        await using var restored = new FaultyStore(folder.Path, 77);
        for (var i = 0; i < changes; i++)
            await restored.ChangeAsync();
        var log = new DamageLog();
        await using var opened = restored.OpenIndex(logger: log);
        await restored.AssertEqualsRebuiltAsync(opened);
        Assert.Contains(log.Lines, line => line.Contains("built anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_with_the_same_changes_and_another_history_is_noticed()
    {
        // Number, kind and keys of every change are the same; only the marks tell.
        using var folder = new TemporaryFolder();
        foreach (var word in (string[])["before", "after"])
        {
            var log = new MemoryChangeLog();
            log.AddText($"{word} one");
            log.AddText($"{word} two");
            await using var index = IndexFixture.Open(folder, log);
            await index.CatchUpAsync();
            Assert.Equal(2, (await index.FindAsync(word)).Count);
            Assert.Equal(word == "before" ? 2 : 0, (await index.FindAsync("before")).Count);
        }
    }

    private static async Task<FaultyStore> FilledAsync(TemporaryFolder folder, int seed = 1)
    {
        var store = new FaultyStore(folder.Path, seed);
        await using var index = store.OpenIndex();
        for (var i = 0; i < 20; i++)
        {
            await store.ChangeAsync();
            await index.CatchUpAsync();
            if (i % 6 == 0)
                await index.FlushAsync();
        }

        return store;
    }

    private static void Break(List<string> files, List<string> others, string fault)
    {
        switch (fault)
        {
            case "missing":
                File.Delete(files[0]);
                break;
            case "swapped":
                File.Move(files[0], files[0] + ".aside");
                File.Move(files[1], files[0]);
                File.Move(files[0] + ".aside", files[1]);
                break;
            case "short":
                var whole = File.ReadAllBytes(files[0]);
                Replace(files[0], whole[..(whole.Length * 2 / 3)]);
                break;
            case "empty":
                Replace(files[0], []);
                break;
            case "damaged":
                var bytes = File.ReadAllBytes(files[0]);
                bytes[bytes.Length / 2] ^= 4;
                Replace(files[0], bytes);
                break;
            default:
                Replace(files[0], File.ReadAllBytes(others[0]));
                break;
        }
    }

    /// <summary>Puts another file in place: the old one may still be mapped by an index that was closed.</summary>
    private static void Replace(string path, byte[] bytes)
    {
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }
}
