namespace Assistant.Storage.Tests;

public sealed class OwnerLockTests
{
    [Fact]
    public async Task One_owner_at_a_time_and_others_learn_its_address()
    {
        await using var storage = new StorageFixture();
        Assert.Null(OwnerLock.ReadOwner(storage.Directory));
        Assert.True(OwnerLock.TryAcquire(storage.Directory, out var owner, out _));
        owner.SetAddress("http://127.0.0.1:5080");
        Assert.False(OwnerLock.TryAcquire(storage.Directory, out _, out var other));
        Assert.Equal(new DataOwner(Environment.ProcessId, "http://127.0.0.1:5080"), other);
        Assert.Equal(other, OwnerLock.ReadOwner(storage.Directory));

        owner.Dispose();
        Assert.Null(OwnerLock.ReadOwner(storage.Directory));
        Assert.True(OwnerLock.TryAcquire(storage.Directory, out var next, out _));
        next.Dispose();
    }

    [Fact]
    public async Task File_left_by_a_dead_process_is_taken_over()
    {
        await using var storage = new StorageFixture();
        storage.Directory.Create();
        await File.WriteAllTextAsync(storage.Directory.OwnerLockPath, "");
        await File.WriteAllTextAsync(Path.Combine(storage.Directory.Root, "owner.json"), """{"pid":1,"address":"http://127.0.0.1:1"}""");
        Assert.Null(OwnerLock.ReadOwner(storage.Directory));
        Assert.True(OwnerLock.TryAcquire(storage.Directory, out var owner, out _));
        Assert.Equal(new DataOwner(Environment.ProcessId, null), OwnerLock.ReadOwner(storage.Directory));
        owner.Dispose();
    }

    [Fact]
    public async Task Of_many_who_try_at_once_one_wins()
    {
        await using var storage = new StorageFixture();
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OwnerLock.TryAcquire(storage.Directory, out var acquired, out DataOwner? owner) ? acquired : null)));
        Assert.Single(tries, acquired => acquired is not null);
        foreach (var acquired in tries)
            acquired?.Dispose();
    }
}
