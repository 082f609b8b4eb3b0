using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Fts5;

public sealed class IndexEqualsRebuildTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Index_that_followed_any_history_answers_like_one_built_at_the_end(int seed)
    {
        await using var storage = new StorageFixture();
        await using var other = storage.OpenAgain();
        var random = new Random(seed);
        var known = new List<ContentRef>();
        for (var step = 0; step < 250; step++)
        {
            var from = random.Next(3) == 0 ? other : storage;
            switch (random.Next(10))
            {
                case < 5:
                    var collection = $"c{random.Next(3)}";
                    var text = Text(random);
                    var content = (await from.AcceptAsync($"{random.Next(60)}.md", text, collection)).Ref;
                    known.Add(content);
                    if (random.Next(4) > 0)
                        await from.CommitAsync(content, text, random.Next(2) == 0 ? Text(random) : null, kind: random.Next(4) == 0 ? ContentKind.Image : ContentKind.Text);
                    break;
                case 5 when known.Count > 0:
                    await from.Store.DeleteAsync([known[random.Next(known.Count)].Id]);
                    break;
                case 6 when known.Count > 0:
                    await from.CommitAsync(known[random.Next(known.Count)], Text(random));
                    break;
                case 7 when known.Count > 0:
                    await from.Store.RejectAsync(known[random.Next(known.Count)], "no");
                    await from.Store.RedriveAsync(new DocumentFilter());
                    break;
                case 8:
                    await storage.Index.CatchUpAsync();
                    break;
                case 9 when random.Next(10) == 0:
                    await storage.Compaction.RunAsync(storage.Index.AppliedSequence, keep: 0);
                    break;
                default:
                    break;
            }
        }

        await storage.Index.CatchUpAsync();
        using var fresh = storage.FreshIndex();
        await fresh.CatchUpAsync();
        Assert.True((await storage.Index.VerifyAsync()).Healthy);
        var collections = (await storage.Store.ListCollectionsAsync()).Select(row => row.Key).ToList();
        for (var i = 0; i < 200; i++)
        {
            var filter = new SearchFilter(random.Next(2) == 0 ? null : collections.Where(_ => random.Next(2) == 0).ToHashSet(), random.Next(3) == 0 ? (ContentKind)random.Next(2) : null);
            var query = new IndexQuery(Text(random), [], filter, random.Next(1, 200));
            var (followed, built) = (await storage.Index.SearchAsync(query), await fresh.SearchAsync(query));
            Assert.Equal(built.Legs[0].Hits, followed.Legs[0].Hits);
            Assert.Equal(followed.Legs[0].Hits.Count, (await storage.Store.ReadPassagesAsync([.. followed.Legs[0].Hits.Select(hit => hit.ChunkKey)], filter.Collections)).Count);
        }
    }

    private static string Text(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(1, 15)).Select(_ => random.Next(6) switch
    {
        0 => "\n\n",
        1 => "検索猫犬"[random.Next(3)..],
        _ => $"word{random.Next(30)}",
    })).Trim();
}
