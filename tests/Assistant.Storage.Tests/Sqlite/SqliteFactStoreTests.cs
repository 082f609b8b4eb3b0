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

    [Fact]
    public async Task A_consolidation_merges_supersedes_and_deletes_and_leaves_what_changed_meanwhile()
    {
        await using var storage = new StorageFixture();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Fact Told(string text, int day, int uses = 0) => new() { User = "a", Text = text, Created = start.AddDays(day), Used = start.AddDays(day), Uses = uses };
        var (old, kept, faded, edited) = (Told("I own a red bicycle", 0, uses: 3), Told("I own a red bicycle.", 5), Told("We use Postgres at work", 1), Told("My desk is in room 12", 2));
        var contrary = Told("My desk is in room 14", 3);
        foreach (var fact in new[] { old, kept, faded, edited, contrary })
            await storage.Facts.AddAsync(fact, []);
        var review = MemoryReview.Of(await storage.Facts.ListAsync("a"), start.AddDays(1_000), new MemoryOptions { HalfLifeDays = 400, FadeBelow = 0.1772 });
        Assert.Equal((1, 1, 1), (review.Duplicates.Count, review.Contradictions.Count, review.Junk.Count));
        await storage.Facts.EditAsync(edited with { Text = "My chair is in room 12" });
        await storage.Facts.ConsolidateAsync("a", review);

        var left = await storage.Facts.ListAsync("a");
        Assert.Equal(new[] { kept.Id, edited.Id, contrary.Id }.Order(), left.Select(fact => fact.Id).Order());
        Assert.Equal(3, left.Single(fact => fact.Id == kept.Id).Uses);
        Assert.Equal(["a"], await storage.Facts.ListUsersAsync());
        Assert.Equal(4, (await storage.Facts.ListAsync("a", superseded: true)).Count);
    }
}
