using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Tests.Sqlite;

public sealed class DocumentTagsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Spring = new(2024, 4, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StorageFixture _storage = new();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Tags_are_kept_in_lower_case_sorted_and_once()
    {
        var content = await AddAsync("a.md", "text", ["Zebra", "GRÖSSE", "größe", "c++"]);
        Assert.Equal(["c++", "größe", "zebra", "grösse"], (await _storage.Store.FindAsync(content.Id))!.Tags.OrderBy(tag => tag.Length).ThenBy(tag => tag, StringComparer.Ordinal));
        Assert.Equal(["c++", "grösse", "größe", "zebra"], (await _storage.Store.FindAsync(content.Id))!.Tags);
    }

    [Fact]
    public async Task Other_tags_of_unchanged_bytes_are_stored_and_logged_for_the_index()
    {
        var content = await AddAsync("a.md", "pear", ["draft"]);
        var before = await _storage.Log.LatestAsync();
        var chunks = await _storage.Log.ReadChunksAsync(1, long.MaxValue);

        var again = await SubmitAsync("a.md", "pear", ["final", "Checked"]);
        Assert.Equal((content, false, ContentState.Indexed), (again.Ref, again.Changed, again.State));
        var change = Assert.Single(await _storage.Log.ReadAsync(before, 10));
        Assert.Equal((IndexChangeKind.Relabelled, chunks[0].Key, chunks[^1].Key), (change.Kind, change.FirstKey, change.LastKey));
        Assert.All(await _storage.Log.ReadChunksAsync(1, long.MaxValue), chunk => Assert.Equal(["checked", "final"], chunk.Tags));

        await _storage.Index.CatchUpAsync();
        Assert.Empty(await _storage.SearchAsync("pear", new SearchFilter { Tags = ["draft"] }));
        Assert.Single(await _storage.SearchAsync("pear", new SearchFilter { Tags = ["checked", "final"] }));
        Assert.True((await _storage.Index.VerifyAsync()).Healthy);
    }

    [Fact]
    public async Task The_same_tags_or_none_said_change_nothing_and_an_empty_list_takes_them_away()
    {
        var content = await AddAsync("a.md", "pear", ["draft"]);
        var before = await _storage.Log.LatestAsync();
        await SubmitAsync("a.md", "pear", ["DRAFT"]);
        await SubmitAsync("a.md", "pear", null);
        Assert.Equal(before, await _storage.Log.LatestAsync());
        Assert.Equal(["draft"], (await _storage.Store.FindAsync(content.Id))!.Tags);

        await SubmitAsync("a.md", "pear", []);
        Assert.Empty((await _storage.Store.FindAsync(content.Id))!.Tags);
        Assert.Equal(before + 1, await _storage.Log.LatestAsync());
    }

    [Fact]
    public async Task A_new_version_keeps_tags_that_are_not_said_and_shows_new_ones_once_it_is_parsed()
    {
        var content = await AddAsync("a.md", "pear", ["draft"]);
        var kept = await SubmitAsync("a.md", "apple", null);
        await _storage.CommitAsync(kept.Ref, "apple");
        Assert.Equal(["draft"], (await _storage.Store.FindAsync(content.Id))!.Tags);

        var next = await SubmitAsync("a.md", "plum", ["final"]);
        Assert.Equal("draft", Assert.Single((await _storage.Log.ReadChunksAsync(1, long.MaxValue))[0].Tags));

        // Other tags while the version waits for its parse: still those of the live text.
        var before = await _storage.Log.LatestAsync();
        await SubmitAsync("a.md", "plum", ["done"]);
        Assert.Equal((before, "draft"), (await _storage.Log.LatestAsync(), Assert.Single((await _storage.Log.ReadChunksAsync(1, long.MaxValue))[0].Tags)));
        await _storage.CommitAsync(next.Ref, "plum");
        Assert.Equal("done", Assert.Single((await _storage.Log.ReadChunksAsync(1, long.MaxValue))[0].Tags));
    }

    [Fact]
    public async Task Tags_that_the_text_names_stay_beside_those_given()
    {
        var accepted = await SubmitAsync("a.md", "pear", ["draft"]);
        var parsed = StorageFixture.Parse(accepted.Ref, "pear");
        await _storage.Store.CommitParsedAsync([parsed with { Document = parsed.Document with { Tags = ["fruit"], Date = Spring } }]);
        await SubmitAsync("a.md", "pear", ["final"]);
        var document = (await _storage.Store.FindAsync(accepted.Ref.Id))!;
        Assert.Equal(["final", "fruit"], document.Tags);
        Assert.Equal(["final"], document.GivenTags);
        Assert.Equal(Spring, document.Date);
    }

    [Fact]
    public async Task Parts_of_a_document_have_its_tags_and_follow_them()
    {
        var archive = await AddAsync("a.zip", "archive", ["draft"], Spring);
        var bytes = Encoding.UTF8.GetBytes("pear in a zip");
        var hash = (await _storage.Blobs.PutAsync([bytes]))[0];
        var part = (await _storage.Store.AcceptAsync([new Submission("docs", "a.zip!/b.md", hash, bytes.Length) { Parent = archive.Id }]))[0].Ref;
        await _storage.CommitAsync(part, "pear in a zip");
        var record = (await _storage.Store.FindAsync(part.Id))!;
        Assert.Equal(["draft"], record.Tags);
        Assert.Equal(Spring, record.Date);

        await SubmitAsync("a.zip", "archive", ["final"]);
        await _storage.Index.CatchUpAsync();
        Assert.Equal(["final"], (await _storage.Store.FindAsync(part.Id))!.Tags);
        Assert.Single(await _storage.SearchAsync("pear", new SearchFilter { Tags = ["final"] }));
    }

    [Fact]
    public async Task Dates_are_those_of_the_source_else_of_the_first_acceptance_and_filter_to_the_millisecond()
    {
        await AddAsync("dated.md", "pear", null, Spring);
        var content = await AddAsync("undated.md", "pear");
        var undated = (await _storage.Store.FindAsync(content.Id))!;
        Assert.Equal(undated.Created, undated.Date);
        Assert.Single(await _storage.SearchAsync("pear", new SearchFilter { From = Spring, To = Spring.AddMilliseconds(1) }));
        Assert.Empty(await _storage.SearchAsync("pear", new SearchFilter { From = Spring.AddMilliseconds(1), To = undated.Date }));
        Assert.Single(await _storage.SearchAsync("pear", new SearchFilter { From = undated.Date }));
        Assert.Equal(2, (await _storage.SearchAsync("pear", new SearchFilter { From = Spring })).Count);
        Assert.Empty(await _storage.SearchAsync("pear", new SearchFilter { From = undated.Date, To = Spring }));
    }

    [Fact]
    public async Task Tags_out_of_their_limits_are_refused_with_the_limit()
    {
        foreach (var bad in (string[][])[[""], [new string('t', 65)], [" a"], ["a\nb"], [.. Enumerable.Range(0, 33).Select(i => $"{i}")]])
            await Assert.ThrowsAsync<ArgumentException>(() => SubmitAsync("a.md", "pear", bad));
        Assert.Null(await _storage.Store.FindAsync("docs", "a.md"));
    }

    [Fact]
    public async Task Changes_of_tags_leave_the_log_once_every_index_has_them()
    {
        await AddAsync("a.md", "pear", ["draft"]);
        await SubmitAsync("a.md", "pear", ["final"]);
        var applied = await _storage.Index.CatchUpAsync();

        // The last change stays: by its mark an index knows its log again.
        Assert.Equal(0, await _storage.Compaction.RunAsync(applied, keep: 0));
        Assert.Equal(1, await _storage.Compaction.RunAsync(applied + 1, keep: 0));
        using var fresh = _storage.FreshIndex();
        Assert.Equal(applied - 1, await fresh.CatchUpAsync());
        Assert.Single((await fresh.SearchAsync(new IndexQuery("pear", [], new SearchFilter { Tags = ["final"] }, 10))).Legs[0].Hits);
    }

    [Fact]
    public async Task A_store_of_the_first_schema_gets_the_dates_that_it_knows()
    {
        using var folder = new TemporaryDatabase();
        using (var session = SqliteSession.Open(folder.Path, readOnly: false, "PRAGMA journal_mode=WAL"))
        {
            session.Execute(Schema.Steps[0]);
            session.Execute("""
                INSERT INTO collection(name) VALUES('docs'); INSERT INTO blob(hash, size) VALUES(x'01', 1);
                INSERT INTO document(id, collection, uri, version, state, blob, size, modified, created, updated) VALUES(x'01', 1, 'a', 1, 3, 1, 1, 5000, 7000, 7000), (x'02', 1, 'b', 1, 3, 1, 1, NULL, 7000, 7000);
                PRAGMA user_version=1;
                """);
            Schema.Migrate(session, folder.Path);
            var rows = session.Statement("SELECT date, live_tags IS NULL FROM document ORDER BY key");
            Assert.True(rows.Step());
            Assert.Equal((5000, 1), (rows.Int64(0), rows.Int32(1)));
            Assert.True(rows.Step());
            Assert.Equal((7000, 1), (rows.Int64(0), rows.Int32(1)));
        }
    }

    private async Task<Acceptance> SubmitAsync(string uri, string text, string[]? tags, DateTimeOffset? modified = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = (await _storage.Blobs.PutAsync([bytes]))[0];
        return (await _storage.Store.AcceptAsync([new Submission("docs", uri, hash, bytes.Length) { Tags = tags, Modified = modified }]))[0];
    }

    private async Task<ContentRef> AddAsync(string uri, string text, string[]? tags = null, DateTimeOffset? modified = null)
    {
        var accepted = await SubmitAsync(uri, text, tags, modified);
        var commit = await _storage.CommitAsync(accepted.Ref, text);
        await _storage.Index.CatchUpAsync();
        await _storage.Store.MarkIndexedAsync([accepted.Ref], commit.Sequence);
        return accepted.Ref;
    }

    private sealed class TemporaryDatabase : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("assistant-storage-").FullName;

        public string Path => System.IO.Path.Combine(_folder, "assistant.db");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
