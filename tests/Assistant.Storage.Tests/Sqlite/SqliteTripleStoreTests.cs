using Assistant.Core.Agent;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Microsoft.Extensions.AI;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteTripleStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Triples_are_found_by_the_stems_of_their_words()
    {
        var document = await AddAsync("a.md", "The pumps use salt water.", new Triple("pumps", "use", "salt water", 0, 25));
        var found = Assert.Single(await ListAsync(about: "the pump"));
        Assert.Equal((document.Id, 1, "docs", "a.md", new Triple("pumps", "use", "salt water", 0, 25)), (found.DocumentId, found.Version, found.Collection, found.Uri, found.Triple));
        Assert.Single(await ListAsync(about: "water pump", relation: "using"));
        Assert.Empty(await ListAsync(about: "pump", relation: "is"));
        Assert.Empty(await ListAsync(about: "pump fire"));
        Assert.Empty(await ListAsync(about: "the"));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task A_new_version_replaces_them_and_a_deletion_takes_them()
    {
        var first = await AddAsync("a.md", "Old words.", new Triple("old", "is", "words", 0, 10));
        await AddAsync("b.md", "Other words.", new Triple("olive", "is", "words", 0, 12));
        await AddAsync("a.md", "New words, too.", new Triple("new", "is", "words", 0, 9));
        Assert.Equal(["olive", "new"], (await ListAsync(about: "words")).Select(found => found.Triple.Subject));
        await _storage.Store.DeleteAsync([first.Id]);
        Assert.Equal(["olive"], (await ListAsync(about: "words")).Select(found => found.Triple.Subject));
        Assert.Equal(3, _storage.Database.Read(session => session.Statement("SELECT count(*) FROM triple_term").Scalar()!.Value));
    }

    [Fact]
    public async Task Lists_go_on_after_a_key_and_stay_within_collections()
    {
        await AddAsync("a.md", "One two three.", new Triple("one", "is", "first", 0, 3), new Triple("two", "is", "second", 4, 7));
        await AddAsync("b.md", "Secret.", [new Triple("secret", "is", "hidden", 0, 6)], "board");
        var all = await ListAsync();
        Assert.Equal(["two", "secret"], (await _storage.Triples.ListAsync(new TripleFilter { After = all[0].Key })).Select(found => found.Triple.Subject));
        Assert.Equal(["one", "two"], (await _storage.Triples.ListAsync(new TripleFilter { Collections = ["docs"] })).Select(found => found.Triple.Subject));
        Assert.Empty(await _storage.Triples.ListAsync(new TripleFilter { Collections = [] }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _storage.Triples.ListAsync(new TripleFilter { Limit = 0 }));
    }

    [Fact]
    public async Task The_agents_tool_shows_the_sentence_that_says_it_and_nothing_of_other_collections()
    {
        const string Text = "Rain. Ann Hill is the keeper. Snow.";
        await AddAsync("a.md", Text, new Triple("Ann Hill", "is", "keeper", 6, 29));
        await AddAsync("b.md", "Ann Hill is a spy.", [new Triple("Ann Hill", "is", "spy", 0, 18)], "board");
        await _storage.Store.SetCollectionGroupsAsync("board", ["board"]);
        var scope = new AgentScope(new AnswerRequest("Who is Ann Hill?") { Groups = [] }, new Findings());
        var tool = (await new TripleTools(_storage.Triples, _storage.Store).ToolsAsync(scope)).Single();
        var output = Assert.IsType<ToolOutput>(await tool.InvokeAsync(new AIFunctionArguments { ["about"] = "Ann Hill" }));
        var shown = Assert.Single(output.Passages);
        Assert.Equal(("Ann Hill – is – keeper", "Ann Hill is the keeper.", Text[6..29]), (shown.Text, shown.Passage.Text, Text[shown.Passage.Chunk.Start..shown.Passage.Chunk.End]));
        var nothing = Assert.IsType<ToolOutput>(await tool.InvokeAsync(new AIFunctionArguments { ["about"] = "the king" }));
        Assert.Equal("No statements found.", nothing.Text);
    }

    private ValueTask<IReadOnlyList<StoredTriple>> ListAsync(string? about = null, string? relation = null) => _storage.Triples.ListAsync(new TripleFilter { About = about, Relation = relation });

    private Task<ContentRef> AddAsync(string uri, string text, params Triple[] triples) => AddAsync(uri, text, triples, "docs");

    private async Task<ContentRef> AddAsync(string uri, string text, Triple[] triples, string collection)
    {
        var content = (await _storage.AcceptAsync(uri, text, collection)).Ref;
        await _storage.Store.CommitParsedAsync([StorageFixture.Parse(content, text) with { Triples = triples }]);
        return content;
    }
}
