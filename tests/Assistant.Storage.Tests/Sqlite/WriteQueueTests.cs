using Assistant.Core.Content;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class WriteQueueTests
{
    [Fact]
    public async Task Failing_call_of_a_group_is_rolled_back_alone()
    {
        await using var storage = new StorageFixture();
        var calls = Enumerable.Range(0, 200).Select(i => storage.Database.WriteAsync(
            transaction =>
            {
                transaction.Statement("INSERT INTO collection(name) VALUES(?)").Bind($"c{i}").Run();
                return i % 3 == 0 ? throw new InvalidOperationException($"call {i}") : i;
            },
            CancellationToken.None).AsTask()).ToList();
        for (var i = 0; i < calls.Count; i++)
        {
            if (i % 3 == 0)
                Assert.Equal($"call {i}", (await Assert.ThrowsAsync<InvalidOperationException>(() => calls[i])).Message);
            else
                Assert.Equal(i, await calls[i]);
        }

        var names = (await storage.Store.ListCollectionsAsync()).Select(collection => collection.Name).ToHashSet();
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 3 != 0).Select(i => $"c{i}").ToHashSet(), names);
    }

    [Fact]
    public async Task Waiting_calls_share_a_transaction()
    {
        await using var storage = new StorageFixture();
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var first = storage.Database.WriteAsync(
            _ =>
            {
                entered.Set();
                release.Wait(TimeSpan.FromMinutes(2));
                return 0;
            },
            CancellationToken.None).AsTask();
        entered.Wait(TimeSpan.FromMinutes(2));

        // The first call holds its transaction open; the others see each other's uncommitted rows if they share the next one.
        var rest = Enumerable.Range(0, 50).Select(i => storage.Database.WriteAsync(
            transaction =>
            {
                transaction.Statement("INSERT INTO collection(name) VALUES(?)").Bind($"c{i}").Run();
                return storage.Database.Read(session => session.Statement("SELECT count(*) FROM collection").Scalar());
            },
            CancellationToken.None).AsTask()).ToList();
        release.Set();
        await first;
        var committedBefore = await Task.WhenAll(rest);
        Assert.True(committedBefore.Distinct().Count() < 10, "Fifty waiting calls should need far fewer than fifty commits.");
    }

    [Fact]
    public async Task Cancelled_call_is_not_run()
    {
        await using var storage = new StorageFixture();
        using var cancelled = new CancellationTokenSource();
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var blocker = storage.Database.WriteAsync(
            _ =>
            {
                entered.Set();
                release.Wait(TimeSpan.FromMinutes(2));
                return 0;
            },
            CancellationToken.None).AsTask();
        entered.Wait(TimeSpan.FromMinutes(2));
        var call = storage.Store.SetCollectionGroupsAsync("never", [], cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        release.Set();
        await blocker;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(await storage.Store.ListCollectionsAsync());
    }

    [Fact]
    public async Task Two_openings_of_one_file_write_at_the_same_time_without_loss()
    {
        await using var storage = new StorageFixture();
        await using var other = storage.OpenAgain();
        await Task.WhenAll(
            Parallel.ForAsync(0, 150, async (i, _) => await storage.AcceptAsync($"left/{i}", $"left {i}")),
            Parallel.ForAsync(0, 150, async (i, _) => await other.AcceptAsync($"right/{i}", $"right {i}")),
            Parallel.ForAsync(0, 150, async (i, _) => await (i % 2 == 0 ? storage : other).AcceptAsync("same", $"same {i % 5}")));
        var documents = await storage.Store.ListAsync(new DocumentFilter { Limit = 1_000 });
        Assert.Equal(301, documents.Count);
        Assert.Equal(301, documents.Select(document => document.Id).Distinct().Count());
    }
}
