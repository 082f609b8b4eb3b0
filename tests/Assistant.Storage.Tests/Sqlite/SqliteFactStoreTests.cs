using Assistant.Core.Memory;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class SqliteFactStoreTests
{
    [Fact]
    public async Task Facts_come_back_as_they_were_and_leave_with_their_history()
    {
        await using var storage = new StorageFixture();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
        var first = new Fact { User = "ann", Text = "My extension is 214", Collection = "office", Requested = true, ConversationId = Guid.NewGuid(), MessageId = Guid.NewGuid(), Created = now, Used = now, EncoderId = "e", Vector = new[] { 0.5f, -0.25f } };
        var second = new Fact { User = "ann", Text = "My extension is 305", Created = now, Used = now };
        await storage.Facts.AddAsync(first, []);
        await storage.Facts.AddAsync(second, [first.Id]);
        await storage.Facts.AddAsync(new Fact { User = "bob", Text = "bob's", Created = now, Used = now }, [second.Id]);

        var read = await storage.Facts.ListAsync("ann", superseded: true);
        Assert.Equal([second.Id, first.Id], read.Select(fact => fact.Id));
        Assert.Equivalent(first with { SupersededBy = second.Id, Vector = default }, read[1] with { Vector = default });
        Assert.Equal(first.Vector.ToArray(), read[1].Vector.ToArray());
        Assert.Equal(second.Id, Assert.Single(await storage.Facts.ListAsync("ann")).Id);

        await storage.Facts.TouchAsync("ann", [second.Id], recalled: true, now.AddDays(1));
        Assert.True(await storage.Facts.EditAsync(second with { Text = "My extension is 306", Used = now.AddDays(1) }));
        Assert.False(await storage.Facts.EditAsync(second with { User = "bob" }));
        var edited = Assert.Single(await storage.Facts.ListAsync("ann"));
        Assert.Equal(("My extension is 306", 1, now.AddDays(1)), (edited.Text, edited.Uses, edited.Used));

        Assert.False(await storage.Facts.DeleteAsync("bob", second.Id));
        Assert.True(await storage.Facts.DeleteAsync("ann", second.Id));
        Assert.Empty(await storage.Facts.ListAsync("ann", superseded: true));
        Assert.Single(await storage.Facts.ListAsync("bob"));
    }
}
