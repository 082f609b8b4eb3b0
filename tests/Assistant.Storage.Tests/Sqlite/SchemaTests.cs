using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class SchemaTests
{
    [Fact]
    public async Task Newer_file_is_refused_and_left_as_it_is()
    {
        await using var storage = new StorageFixture();
        await storage.AddAsync("a.md", "text");
        await using (var other = storage.OpenAgain())
            await other.Database.WriteAsync(transaction => { transaction.Session.Statement("SELECT 1").Scalar(); return 0; }, CancellationToken.None);
        using (var session = SqliteSession.Open(storage.Directory.DatabasePath, readOnly: false, "PRAGMA busy_timeout=5000"))
            session.Execute($"PRAGMA user_version={Schema.Version + 1}");

        await using var newer = storage.OpenAgain();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => newer.Startup.InitializeAsync().AsTask());
        Assert.Contains($"format {Schema.Version + 1}", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await storage.Store.FindAsync("docs", "a.md"));
    }

    [Fact]
    public async Task Openings_at_the_same_moment_migrate_once()
    {
        await using var storage = new StorageFixture();
        var others = Enumerable.Range(0, 8).Select(_ => storage.OpenAgain()).ToList();
        await Task.WhenAll(others.Select(other => Task.Run(() => other.Startup.InitializeAsync().AsTask())));
        await Task.WhenAll(others.Select((other, i) => other.AcceptAsync($"{i}", $"{i}")));
        Assert.Equal(8, (await storage.Store.ListAsync(new())).Count);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Fact]
    public async Task Folder_and_database_are_private()
    {
        await using var storage = new StorageFixture();
        await storage.Startup.InitializeAsync();
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(storage.Directory.BlobsPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(storage.Directory.DatabasePath));
    }
}
