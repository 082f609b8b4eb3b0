using Assistant.Core.Content;

namespace Assistant.Storage.Tests;

public sealed class DatabaseBackupTests
{
    [Fact]
    public async Task Backup_taken_while_writing_opens_as_a_whole_data_directory()
    {
        await using var storage = new StorageFixture();
        for (var i = 0; i < 50; i++)
            await storage.AddAsync($"{i}.md", $"text {i} {new string('x', i % 10 == 0 ? 100_000 : 10)}");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await storage.AddAsync($"during{i}.md", $"text during {i} {new string('y', i % 3 == 0 ? 100_000 : 10)}");
                if (i % 4 == 0)
                    await storage.Store.DeleteAsync([(await storage.Store.FindAsync("docs", $"during{i}.md"))!.Id]);
            }
        });

        var target = Path.Combine(storage.Directory.Root, "copy");
        await storage.Backup.RunAsync(target);
        await stop.CancelAsync();
        await writing;

        await using var copy = new StorageFixture(target);
        var documents = await copy.Store.ListAsync(new DocumentFilter { Limit = 10_000 });
        Assert.True(documents.Count >= 50);
        foreach (var document in documents)
            Assert.NotNull(await copy.Blobs.ReadAsync(document.Blob));
        await copy.Index.CatchUpAsync();
        Assert.Equal(documents.Sum(document => document.Chunks), (await copy.Index.VerifyAsync()).Chunks);
        Assert.Single(await copy.SearchAsync("17"));
        await Assert.ThrowsAsync<IOException>(() => storage.Backup.RunAsync(target).AsTask());
        await copy.AddAsync("new.md", "the copy lives on");
    }
}
