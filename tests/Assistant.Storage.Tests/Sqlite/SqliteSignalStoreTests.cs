using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class SqliteSignalStoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Searches_come_back_as_they_were_to_their_user_only()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var search = Search("me", "a query", Start) with
        {
            Collections = ["docs"],
            QuestionId = Guid.NewGuid(),
            Vectors = [new SearchVector(AdapterDirection.TextToText, "e", new float[] { 0.6f, 0.8f }), new SearchVector(AdapterDirection.TextToImage, "e", new float[] { 1, 0 })],
            Shown = [new ShownHit(document, 7, 1), new ShownHit(DocumentId.New(), 8, -1)],
        };
        await storage.Signals.AddSearchesAsync([search], 100, Start);
        var read = (await storage.Signals.FindSearchAsync("me", search.Id))!;
        Assert.Equal((search.Query, search.Hash, search.QuestionId, search.Adapter, search.At), (read.Query, read.Hash, read.QuestionId, read.Adapter, read.At));
        Assert.Equal(["docs"], read.Collections!);
        // A document that there is none of leaves its place empty.
        Assert.Equal([new ShownHit(document, 7, 1), new ShownHit(default, 8, -1)], read.Shown);
        Assert.Equal([AdapterDirection.TextToText, AdapterDirection.TextToImage], read.Vectors.Select(vector => vector.Direction));
        Assert.Equal(0.8f, read.Vectors[0].Values.Span[1], 3e-3f);
        Assert.Null(await storage.Signals.FindSearchAsync("other", search.Id));
    }

    [Fact]
    public async Task The_newest_search_of_each_query_can_be_made_again_as_it_was_restricted()
    {
        await using var storage = new StorageFixture();
        var (from, to) = (Start.AddDays(-2), Start.AddDays(-1));
        var first = Search("me", "tea", Start);
        var again = Search("other", "  TEA ", Start.AddDays(1)) with
        {
            Collections = ["docs"], Kind = ContentKind.Image, Tags = ["green", "hot"], From = from, To = to, Vectors = [new SearchVector(AdapterDirection.TextToImage, "e", new float[] { 1, 0 })],
        };
        var coffee = Search("me", "coffee", Start.AddDays(2));
        await storage.Signals.AddSearchesAsync([first, again, coffee], 100, from);

        Assert.Equal(["coffee", "  TEA "], (await storage.Signals.NewestSearchesAsync(10)).Select(search => search.Query));
        Assert.Equal(["coffee"], (await storage.Signals.NewestSearchesAsync(1)).Select(search => search.Query));
        var found = Assert.Single(await storage.Signals.NewestSearchesAsync([first.Hash, QueryHash.Of("milk")]));
        var request = found.Again();
        Assert.Equal(("  TEA ", ContentKind.Image, from, to, null, (string?)null), (request.Query, request.Kind!.Value, request.From!.Value, request.To!.Value, request.Groups, request.User));
        Assert.Equal(["docs"], request.Collections!);
        Assert.Equal(["green", "hot"], request.Tags!);
        Assert.Equal([1f, 0f], Assert.Single(request.Vectors).Values.ToArray());
        Assert.Null((await storage.Signals.NewestSearchesAsync([coffee.Hash]))[0].Again().Kind);
    }

    [Fact]
    public async Task Old_and_surplus_searches_go()
    {
        await using var storage = new StorageFixture();
        for (var i = 0; i < 30; i++)
            await storage.Signals.AddSearchesAsync([Search("me", $"query {i}", Start.AddDays(i))], 10, Start.AddDays(5));
        var left = await storage.Signals.RecentSearchesAsync("me", Start, 100);
        Assert.Equal(Enumerable.Range(20, 10).Reverse().Select(i => $"query {i}"), left.Select(search => search.Query));
        await storage.Signals.AddSearchesAsync([Search("me", "last", Start.AddDays(30))], 10, Start.AddDays(28));
        Assert.Equal(["last", "query 29", "query 28"], (await storage.Signals.RecentSearchesAsync("me", Start, 100)).Select(search => search.Query));
    }

    [Fact]
    public async Task A_user_has_one_vote_on_a_document_and_query_and_hints_do_not_replace_judgements()
    {
        await using var storage = new StorageFixture();
        var document = (await storage.AddAsync("a.md", "text")).Id;
        var version = storage.Signals.VoteVersion();
        foreach (var (signal, value) in new[] { ("asked_again", -0.1), ("click", 0.2), ("down", -1), ("click", 0.2), ("up", 1) })
            await storage.Signals.AddVotesAsync([Cast(document, signal, value)]);
        var (vote, trusted) = Assert.Single(await storage.Signals.ReadVotesAsync(10));
        Assert.Equal(("up", 1.0, "docs", true), (vote.Signal, vote.Value, vote.Collection, trusted));
        Assert.True(storage.Signals.VoteVersion() > version);

        version = storage.Signals.VoteVersion();
        await storage.Store.DeleteAsync([document]);
        Assert.Empty(await storage.Signals.ReadVotesAsync(10));
        Assert.True(storage.Signals.VoteVersion() > version);
        Assert.Empty(await storage.Signals.AddVotesAsync([Cast(document, "up", 1)]));
    }

    private static LoggedSearch Search(string user, string query, DateTimeOffset at) => new() { Id = Guid.CreateVersion7(), User = user, Query = query, Hash = QueryHash.Of(query), Adapter = "base", At = at };

    private static Vote Cast(DocumentId document, string signal, double value) => new() { User = "local", Hash = QueryHash.Of("q"), Document = document, Signal = signal, Value = value, At = Start };
}
