using Assistant.Core.Access;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Assistant.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class SqliteReplayStoreTests
{
    private const string Encoder = "tiny@1";

    [Fact]
    public async Task Items_come_back_as_they_were_in_the_order_of_their_ids()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(1);
        var items = Enumerable.Range(0, 5).Select(_ => Item(random, document, origin: ReplayOrigin.Pair)).ToList();
        Assert.Equal(5, await storage.Replay.AddAsync(items));
        Assert.Equal(5, await storage.Replay.AddAsync(items));

        var read = await storage.Replay.ReadAsync(AdapterDirection.TextToImage, Encoder);
        Assert.Equal(items.Select(item => item.Id).OrderBy(id => id.ToString("n")), read.Select(item => item.Id));
        var (first, same) = (read[0], items.Single(item => item.Id == read[0].Id));
        Assert.Equal([document], first.Sources);
        Assert.All(first.Query.ToArray().Zip(same.Query.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 3e-3f));
        Assert.All(first.TargetVector.ToArray().Zip(same.TargetVector.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 3e-3f));
        Assert.Empty(await storage.Replay.ReadAsync(AdapterDirection.TextToText, Encoder));
        Assert.Empty(await storage.Replay.ReadAsync(AdapterDirection.TextToImage, "other"));
        var count = Assert.Single(await storage.Replay.CountAsync());
        Assert.Equal((5, 5L), (count.Items, count.Added));
    }

    [Fact]
    public async Task Export_gives_every_item_once_newest_first_however_many_there_are()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(5);
        var items = Enumerable.Range(0, 1_201).Select(i => Item(random, document, user: i % 3 == 0 ? "other" : "me")).ToList();
        await storage.Replay.AddAsync(items);

        List<Guid> all = [], mine = [];
        await foreach (var item in storage.Replay.ExportAsync(null))
            all.Add(item.Id);
        await foreach (var item in storage.Replay.ExportAsync("me"))
            mine.Add(item.Id);

        Assert.Equal(items.Select(item => item.Id).Reverse(), all);
        Assert.Equal(items.Where(item => item.User == "me").Select(item => item.Id).Reverse(), mine);
    }

    [Fact]
    public async Task Items_of_encoders_that_are_gone_are_removed_with_what_was_counted_of_them()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(6);
        await storage.Replay.AddAsync([Item(random, document), Item(random, document), Item(random, document) with { EncoderId = "gone@1" }, Item(random, document, origin: ReplayOrigin.Gold) with { EncoderId = "gone@2" }]);

        Assert.Equal(2, await storage.Replay.PruneAsync([Encoder, "built@1"]));

        Assert.All(await storage.Replay.ListAsync(null, 100), item => Assert.Equal(Encoder, item.EncoderId));
        Assert.Equal((2, 2L), Assert.Single(await storage.Replay.CountAsync()) is var count ? (count.Items, count.Added) : default);
        Assert.Equal(0, await storage.Replay.PruneAsync([Encoder]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await storage.Replay.PruneAsync([]));
    }

    [Fact]
    public async Task Items_go_with_any_document_that_they_were_made_from()
    {
        await using var storage = new StorageFixture();
        var documents = new List<DocumentId>();
        for (var i = 0; i < 6; i++)
            documents.Add((await storage.AddAsync($"{i}.md", $"text {i}")).Id);
        var random = new Random(2);
        var items = Enumerable.Range(0, 60).Select(i => Item(random, documents[i % 6]) with
        {
            Sources = [documents[i % 6], documents[(i + 1 + (i / 6 % 3)) % 6]],
            Origin = (ReplayOrigin)(i % 3),
        }).ToList();
        await storage.Replay.AddAsync(items);

        for (var gone = 0; gone < 3; gone++)
        {
            await storage.Store.DeleteAsync([documents[gone]]);
            var left = items.Where(item => !item.Sources.Any(source => documents.IndexOf(source) <= gone)).Select(item => item.Id).ToHashSet();
            Assert.Equal(left, (await storage.Replay.ListAsync(null, 1_000)).Select(item => item.Id).ToHashSet());
        }

        // It does not come back by an item that was on its way when its document went.
        Assert.Equal(0, await storage.Replay.AddAsync([items[0]]));
    }

    [Fact]
    public async Task Reservoir_holds_a_uniform_sample_within_the_quotas_in_whatever_order_items_come()
    {
        await using var storage = new StorageFixture();
        var store = new SqliteReplayStore(storage.Database, Options.Create(new ReplayOptions { MaxItems = 1_000 }), TimeProvider.System);
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(3);
        var busy = Enumerable.Range(0, 2_000).Select(i => Item(random, document, user: "busy") with { At = DateTimeOffset.UnixEpoch.AddSeconds(i) }).ToList();
        var quiet = Enumerable.Range(0, 40).Select(_ => Item(random, document, user: "quiet")).ToList();
        foreach (var batch in busy.Chunk(100))
            await store.AddAsync(batch);
        await store.AddAsync(quiet);

        var kept = await store.ListAsync("busy", 10_000);
        // A fifth of the buffer at most, and of a tenth of the stream about a tenth of the sample: 20 ± 3 standard deviations of 4.
        Assert.Equal(200, kept.Count);
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.InRange(kept.Count(item => item.At.ToUnixTimeSeconds() / 200 == tenth), 8, 32);
        Assert.Equal(40, (await store.ListAsync("quiet", 10_000)).Count);

        await using var other = new StorageFixture();
        var reversed = new SqliteReplayStore(other.Database, Options.Create(new ReplayOptions { MaxItems = 1_000 }), TimeProvider.System);
        var same = (await other.AddAsync("a.md", "text")).Id;
        foreach (var batch in busy.AsEnumerable().Reverse().Chunk(70))
            await reversed.AddAsync([.. batch.Select(item => item with { Target = same, Sources = [same] })]);
        Assert.Equal(kept.Select(item => item.Id).Order(), (await reversed.ListAsync(null, 10_000)).Select(item => item.Id).Order());
    }

    [Fact]
    public async Task Gold_never_gives_way_and_has_a_bound_of_its_own()
    {
        await using var storage = new StorageFixture();
        var store = new SqliteReplayStore(storage.Database, Options.Create(new ReplayOptions { MaxItems = 100, MaxGold = 50 }), TimeProvider.System);
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(4);
        Assert.Equal(50, await store.AddAsync([.. Enumerable.Range(0, 70).Select(_ => Item(random, document, origin: ReplayOrigin.Gold))]));
        await store.AddAsync([.. Enumerable.Range(0, 500).Select(_ => Item(random, document, user: "u"))]);
        var counts = await store.CountAsync();
        Assert.Equal(50, counts.Single(count => count.Origin == ReplayOrigin.Gold).Items);
        Assert.Equal((32, 500L), counts.Where(count => count.Origin == ReplayOrigin.Feedback).Select(count => (count.Items, count.Added)).Single());
    }

    [Fact]
    public async Task A_user_sees_and_deletes_only_its_own()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var random = new Random(5);
        var (mine, other) = (Item(random, document, user: "a"), Item(random, document, user: "b"));
        await storage.Replay.AddAsync([mine, other]);
        Assert.Equal([mine.Id], (await storage.Replay.ListAsync("a", 10)).Select(item => item.Id));
        Assert.False(await storage.Replay.DeleteAsync("a", other.Id));
        Assert.True(await storage.Replay.DeleteAsync("a", mine.Id));
        Assert.True(await storage.Replay.DeleteAsync(null, other.Id));
        Assert.Empty(await storage.Replay.ListAsync(null, 10));
    }

    [Fact]
    public async Task Judgements_of_new_and_unknown_keys_are_kept_but_not_trained_on()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var (key, _) = await storage.Keys.CreateAsync("new", ApiRole.Reader, []);
        var random = new Random(6);
        var owner = Item(random, document, user: VoteTrust.Owner);
        await storage.Replay.AddAsync([owner, Item(random, document, user: key.Id.ToString("n")), Item(random, document, user: "gone")]);
        Assert.Equal(3, (await storage.Replay.ListAsync(null, 10)).Count);
        Assert.Equal([owner.Id], (await storage.Replay.ReadAsync(AdapterDirection.TextToImage, Encoder)).Select(item => item.Id));
    }

    [Fact]
    public async Task What_is_no_item_is_refused_with_the_reason()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var item = Item(new Random(7), document);
        foreach (var (bad, reason) in new[]
        {
            (item with { Query = new float[] { float.NaN, 0, 0, 1, 0, 0, 0, 0 } }, "not a number"),
            (item with { TargetVector = new float[] { 1, 0 } }, "same width"),
            (item with { Value = 0 }, "1 or -1"),
            (item with { Propensity = 0 }, "propensity"),
            (item with { Sources = [] }, "among its sources"),
        })
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => storage.Replay.AddAsync([item, bad]).AsTask());
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await storage.Replay.ListAsync(null, 10));
    }

    private static ReplayItem Item(Random random, DocumentId document, string user = VoteTrust.Owner, ReplayOrigin origin = ReplayOrigin.Feedback)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return new ReplayItem
        {
            Id = new Guid(id),
            Direction = AdapterDirection.TextToImage,
            EncoderId = Encoder,
            Collection = "docs",
            User = origin == ReplayOrigin.Feedback ? user : null,
            Origin = origin,
            Target = document,
            Sources = [document],
            Query = Vector(random),
            TargetVector = Vector(random),
        };
    }

    private static float[] Vector(Random random)
    {
        var values = Enumerable.Range(0, 8).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var norm = MathF.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / norm)];
    }
}
