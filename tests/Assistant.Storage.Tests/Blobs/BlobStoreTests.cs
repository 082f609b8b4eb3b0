using Assistant.Core.Content;
using Assistant.Storage.Blobs;

namespace Assistant.Storage.Tests.Blobs;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class BlobStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlobStore.MostBytesInDatabase)]
    [InlineData(BlobStore.MostBytesInDatabase + 1)]
    [InlineData(1_000_000)]
    public async Task Bytes_come_back_as_they_were_put(int size)
    {
        var bytes = Bytes(size, seed: size);
        var (hash, stored) = await _storage.Blobs.PutAsync(new MemoryStream(bytes), maxBytes: 2_000_000);
        Assert.Equal((BlobHash.Of(bytes), (long)size), (hash, stored));
        Assert.Equal([hash], await _storage.Blobs.PutAsync([bytes]));
        Assert.Equal(bytes, (await _storage.Blobs.ReadAsync(hash))!.Value.ToArray());
        Assert.Equal(size > BlobStore.MostBytesInDatabase ? 1 : 0, Files().Count);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public async Task Stream_that_is_too_long_leaves_nothing(int size)
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _storage.Blobs.PutAsync(new MemoryStream(Bytes(size, 1)), maxBytes: size - 1).AsTask());
        Assert.Null(await _storage.Blobs.OpenReadAsync(BlobHash.Of(Bytes(size, 1))));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Blob_lives_as_long_as_one_document_owns_it()
    {
        var bytes = Bytes(100_000, 2);
        var (hash, size) = await _storage.Blobs.PutAsync(new MemoryStream(bytes), 1 << 20);
        var both = await _storage.Store.AcceptAsync([new Submission("docs", "a", hash, size), new Submission("docs", "b", hash, size)]);
        await _storage.Derived.WriteAsync(hash, "ocr", "read text");

        Assert.Equal(0, (await _storage.Store.DeleteAsync([both[0].Ref.Id])).Single().Blobs);
        Assert.NotNull(await _storage.Blobs.ReadAsync(hash));
        Assert.Equal("read text", await _storage.Derived.ReadAsync(hash, "ocr"));
        Assert.Equal(1, (await _storage.Store.DeleteAsync([both[1].Ref.Id])).Single().Blobs);
        Assert.Null(await _storage.Blobs.ReadAsync(hash));
        Assert.Null(await _storage.Derived.ReadAsync(hash, "ocr"));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Replaced_content_is_removed_and_a_blob_just_put_survives()
    {
        var first = await _storage.AcceptAsync("a", "old");
        var waiting = (await _storage.Blobs.PutAsync([Bytes(10, 3)]))[0];
        await _storage.AcceptAsync("a", "new");
        Assert.Null(await _storage.Blobs.ReadAsync(BlobHash.Of("old"u8)));
        await _storage.Store.DeleteAsync([first.Ref.Id]);
        await _storage.Startup.InitializeAsync();
        Assert.NotNull(await _storage.Blobs.ReadAsync(waiting));
    }

    [Fact]
    public async Task Sweep_removes_old_orphans_of_every_kind_and_nothing_else()
    {
        var owned = (await _storage.Blobs.PutAsync(new MemoryStream(Bytes(100_000, 4)), 1 << 20)).Hash;
        await _storage.Store.AcceptAsync([new Submission("docs", "a", owned, 100_000)]);
        var small = (await _storage.Blobs.PutAsync([Bytes(10, 5)]))[0];
        var large = (await _storage.Blobs.PutAsync(new MemoryStream(Bytes(100_000, 6)), 1 << 20)).Hash;
        var files = new BlobFiles(_storage.Directory.BlobsPath);
        var withoutRow = files.PathOf(BlobHash.Of([9]));
        Directory.CreateDirectory(Path.GetDirectoryName(withoutRow)!);
        await File.WriteAllTextAsync(withoutRow, "left by a crash");
        var unfinished = Path.Combine(_storage.Directory.BlobsPath, "incoming", "half");
        await File.WriteAllTextAsync(unfinished, "half");

        var sweep = new BlobSweep(_storage.Database);
        await sweep.RunAsync(DateTimeOffset.UtcNow.AddDays(-1), CancellationToken.None);
        Assert.True(File.Exists(withoutRow) && File.Exists(unfinished));
        Assert.NotNull(await _storage.Blobs.ReadAsync(small));

        await sweep.RunAsync(DateTimeOffset.UtcNow.AddMinutes(1), CancellationToken.None);
        Assert.False(File.Exists(withoutRow) || File.Exists(unfinished));
        Assert.Null(await _storage.Blobs.ReadAsync(small));
        Assert.Null(await _storage.Blobs.ReadAsync(large));
        Assert.NotNull(await _storage.Blobs.ReadAsync(owned));
        Assert.Equal([files.PathOf(owned)], Files());
    }

    [Fact]
    public async Task Same_bytes_put_by_many_at_once_are_stored_once()
    {
        var bytes = Bytes(300_000, 7);
        await using var other = _storage.OpenAgain();
        await Parallel.ForAsync(0, 20, async (i, token) => await (i % 2 == 0 ? _storage : other).Blobs.PutAsync(new MemoryStream(bytes), 1 << 20, token));
        Assert.Single(Files());
        Assert.Equal(bytes, (await other.Blobs.ReadAsync(BlobHash.Of(bytes)))!.Value.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => other.Blobs.ReadAsync(BlobHash.Of(bytes), maxBytes: 10).AsTask());
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_storage.Directory.BlobsPath, "*", SearchOption.AllDirectories)];
}
