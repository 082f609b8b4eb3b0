using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteContentStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Same_content_again_changes_nothing_in_whatever_state()
    {
        var first = await _storage.AcceptAsync("a.md", "one");
        Assert.True(first.Changed);
        Assert.Equal((1, ContentState.Accepted), (first.Ref.Version, first.State));

        var again = await _storage.AcceptAsync("a.md", "one");
        Assert.False(again.Changed);
        Assert.Equal(first.Ref, again.Ref);

        await _storage.Store.FailAsync(first.Ref, "broken", 5);
        Assert.Equal(("broken", 5), ((await _storage.Store.FindAsync(first.Ref.Id))!.Reason, (await _storage.Store.FindAsync(first.Ref.Id))!.Attempts));
        again = await _storage.AcceptAsync("a.md", "one");
        Assert.Equal((first.Ref, true, ContentState.Accepted), (again.Ref, again.Changed, again.State));
        Assert.Equal((null, 0), ((await _storage.Store.FindAsync(first.Ref.Id))!.Reason, (await _storage.Store.FindAsync(first.Ref.Id))!.Attempts));

        await _storage.Store.RejectAsync(first.Ref, "bad");
        again = await _storage.AcceptAsync("a.md", "one");
        Assert.Equal((false, ContentState.Rejected), (again.Changed, again.State));
    }

    [Fact]
    public async Task New_content_is_a_new_version_of_the_same_document_and_the_old_text_stays_live_until_it_is_parsed()
    {
        var first = await _storage.AddAsync("a.md", "old words here");
        var second = await _storage.AcceptAsync("a.md", "new words here");
        Assert.Equal((first.Id, 2, true), (second.Ref.Id, second.Ref.Version, second.Changed));
        Assert.Equal(["old words here"], await _storage.FindTextsAsync("words"));
        Assert.Equal(1, (await _storage.Store.FindAsync(first.Id))!.LiveVersion);

        await _storage.CommitAsync(second.Ref, "new words here");
        await _storage.Index.CatchUpAsync();
        Assert.Equal(["new words here"], await _storage.FindTextsAsync("words"));
        Assert.Empty(await _storage.FindTextsAsync("old"));
        Assert.Equal((2, "new words here"), ((await _storage.Store.ReadTextAsync(first.Id))!.Version, (await _storage.Store.ReadTextAsync(first.Id))!.Text));
    }

    [Fact]
    public async Task Commit_of_an_older_or_finished_version_is_dropped()
    {
        var first = (await _storage.AcceptAsync("a.md", "one")).Ref;
        var second = (await _storage.AcceptAsync("a.md", "two")).Ref;
        Assert.False((await _storage.CommitAsync(first, "one")).Committed);
        var commit = await _storage.CommitAsync(second, "two");
        Assert.True(commit.Committed);

        var repeated = await _storage.CommitAsync(second, "something else");
        Assert.Equal((false, commit.Sequence), (repeated.Committed, repeated.Sequence));
        Assert.Equal("two", (await _storage.Store.ReadTextAsync(second.Id))!.Text);
        Assert.Equal(commit.Sequence, await _storage.Log.LatestAsync());
        Assert.False((await _storage.CommitAsync(new ContentRef(DocumentId.New(), 1), "none")).Committed);
    }

    [Fact]
    public async Task Ids_list_in_order_of_acceptance_and_pages_join_without_gap()
    {
        var hashes = await _storage.Blobs.PutAsync([.. Enumerable.Range(0, 500).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"text {i}"))]);
        await _storage.Store.AcceptAsync([.. hashes.Select((hash, i) => new Submission("docs", $"{i}.md", hash, 1))]);

        var uris = new List<string>();
        DocumentId? after = null;
        while (await _storage.Store.ListAsync(new DocumentFilter { After = after, Limit = 37 }) is { Count: > 0 } page)
        {
            uris.AddRange(page.Select(document => document.Uri));
            after = page[^1].Id;
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}.md"), uris);

        // The middle alone, from either end, and how many there are.
        Assert.Equal(["300.md", "301.md"], (await _storage.Store.ListAsync(new DocumentFilter { Offset = 300, Limit = 2 })).Select(document => document.Uri));
        var newest = new DocumentFilter { NewestFirst = true, Contains = "9.md", Offset = 1, Limit = 2 };
        Assert.Equal(["489.md", "479.md"], (await _storage.Store.ListAsync(newest)).Select(document => document.Uri));
        Assert.Empty(await _storage.Store.ListAsync(new DocumentFilter { Offset = 500 }));
        Assert.Equal((50, 500), (await _storage.Store.CountAsync(newest), await _storage.Store.CountAsync(new DocumentFilter { After = after })));
    }

    [Fact]
    public async Task Filters_of_a_list_restrict_together()
    {
        await _storage.AcceptAsync("a/100%_done.md", "1", "one", source: "s");
        await _storage.AcceptAsync("b.md", "2", "one", source: "s");
        var failed = await _storage.AcceptAsync("a.md", "3", "two", source: "t");
        await _storage.Store.FailAsync(failed.Ref, "no", 1);

        Assert.Equal(["a/100%_done.md"], await ListAsync(new DocumentFilter { Contains = "100%_DONE" }));
        Assert.Empty(await ListAsync(new DocumentFilter { Contains = "100_" }));
        Assert.Equal(["a.md"], await ListAsync(new DocumentFilter { States = [ContentState.Failed] }));
        Assert.Equal(["b.md"], await ListAsync(new DocumentFilter { Collections = ["one"], Source = "s", Contains = "b" }));
        Assert.Empty(await ListAsync(new DocumentFilter { Collections = [] }));
        var counts = await _storage.Store.CountAsync(["one"]);
        Assert.Equal((2, 0), (counts[ContentState.Accepted], counts[ContentState.Failed]));
    }

    [Fact]
    public async Task Rejected_version_leaves_the_older_text_live_and_redrive_sets_it_back()
    {
        var content = await _storage.AddAsync("a.md", "kept text");
        var second = (await _storage.AcceptAsync("a.md", "bad")).Ref;
        await _storage.Store.RejectAsync(second, "not text");
        Assert.Equal(["kept text"], await _storage.FindTextsAsync("kept"));
        Assert.Equal(ContentState.Rejected, (await _storage.Store.FindAsync(content.Id))!.State);

        await _storage.Store.FailAsync(second, "late", 3);
        Assert.Equal("not text", (await _storage.Store.FindAsync(content.Id))!.Reason);
        Assert.Equal([second], await _storage.Store.RedriveAsync(new DocumentFilter()));
        Assert.Equal([second], (await _storage.Store.ReadUnfinishedAsync(null, null, 10)).Select(pending => pending.Ref));
        Assert.Empty(await _storage.Store.RedriveAsync(new DocumentFilter(), second.Id));
    }

    [Fact]
    public async Task Document_is_indexed_only_when_its_own_changes_are_applied()
    {
        var one = (await _storage.AcceptAsync("a.md", "one")).Ref;
        var two = (await _storage.AcceptAsync("b.md", "two")).Ref;
        var first = await _storage.CommitAsync(one, "one");
        var second = await _storage.CommitAsync(two, "two");
        Assert.Equal([one], await _storage.Store.MarkIndexedAsync([one, two], first.Sequence));
        Assert.Equal([one, two], await _storage.Store.MarkIndexedAsync([one, two], second.Sequence));
    }

    [Fact]
    public async Task Vectors_are_stored_once_per_encoder_and_gone_chunks_are_dropped()
    {
        var content = (await _storage.AcceptAsync("a.md", "x")).Ref;
        await _storage.CommitAsync(content, "first part\n\nsecond part", "Title", needsVectors: true);
        var chunks = await _storage.Store.ReadChunksWithoutVectorAsync([content], "e1");
        Assert.Equal(["Title\nfirst part", "Title\nsecond part"], chunks.Select(chunk => chunk.Text));

        var sequence = await _storage.Store.CommitVectorsAsync(
            [content], [.. chunks.Select(chunk => new ChunkVector(chunk.ChunkKey, "e1", ContentKind.Text, new float[] { 1, 0 })), new ChunkVector(9_999, "e1", ContentKind.Text, new float[] { 1, 0 })]);
        Assert.Equal(await _storage.Log.LatestAsync(), sequence);
        Assert.Equal(ContentState.Embedded, (await _storage.Store.FindAsync(content.Id))!.State);
        Assert.Empty(await _storage.Store.ReadChunksWithoutVectorAsync([content], "e1"));
        Assert.Equal(2, (await _storage.Store.ReadChunksWithoutVectorAsync([content], "e2")).Count);
        Assert.Equal(2, (await _storage.Log.ReadVectorsAsync(1, long.MaxValue)).Count);
        Assert.Equal(sequence, await _storage.Store.CommitVectorsAsync([content], []));
        Assert.Empty(await _storage.Store.MarkIndexedAsync([content], sequence - 1));
    }

    [Fact]
    public async Task Chunk_keys_are_contiguous_and_never_used_again()
    {
        var content = await _storage.AddAsync("a.md", "one\n\ntwo\n\nthree");
        var keys = (await _storage.Log.ReadChunksAsync(0, long.MaxValue)).Select(chunk => chunk.Key).ToList();
        Assert.Equal([keys[0], keys[0] + 1, keys[0] + 2], keys);
        await _storage.Store.DeleteAsync([content.Id]);
        await _storage.AddAsync("b.md", "four");
        Assert.True((await _storage.Log.ReadChunksAsync(0, long.MaxValue)).Single().Key > keys[^1]);
    }

    [Fact]
    public async Task Picture_is_parsed_again_only_when_a_page_says_something_else_about_it()
    {
        var picture = await _storage.AddAsync("img.png", "caption", kind: ContentKind.Image);
        var page = await _storage.AcceptAsync("page.md", "v1");
        var images = new[] { new ImageReference("img.png", "a cat", ["Animals"]) };
        var commit = await _storage.CommitAsync(page.Ref, "text v1", images: images);
        Assert.Equal([picture], commit.RefreshedImages);
        Assert.Equal(ContentState.Accepted, (await _storage.Store.FindAsync(picture.Id))!.State);
        Assert.Equal("a cat", (await _storage.Store.ReadCaptionsAsync("docs", "img.png")).Single().Alt);
        Assert.Equal(["caption"], await _storage.FindTextsAsync("caption"));

        await _storage.CommitAsync(picture, "a cat", kind: ContentKind.Image);
        page = await _storage.AcceptAsync("page.md", "v2");
        Assert.Empty((await _storage.CommitAsync(page.Ref, "text v2", images: images)).RefreshedImages);
        page = await _storage.AcceptAsync("page.md", "v3");
        Assert.Equal([picture], (await _storage.CommitAsync(page.Ref, "text v3", images: [])).RefreshedImages);
        Assert.Empty(await _storage.Store.ReadCaptionsAsync("docs", "img.png"));
    }

    [Fact]
    public async Task Children_that_a_new_version_of_their_archive_lacks_go_when_it_is_indexed()
    {
        var archive = (await _storage.AcceptAsync("a.zip", "v1")).Ref;
        var kept = (await _storage.AcceptAsync("a.zip!/kept", "kept", parent: archive.Id)).Ref;
        var gone = (await _storage.AcceptAsync("a.zip!/gone", "gone", parent: archive.Id)).Ref;
        await _storage.CommitAsync(archive, "list");
        await _storage.Store.MarkIndexedAsync([archive], long.MaxValue);
        Assert.NotNull(await _storage.Store.FindAsync(gone.Id));

        archive = (await _storage.AcceptAsync("a.zip", "v2")).Ref;
        Assert.False((await _storage.AcceptAsync("a.zip!/kept", "kept", parent: archive.Id)).Changed);
        await _storage.CommitAsync(archive, "list 2");
        await _storage.Store.MarkIndexedAsync([archive], long.MaxValue);
        Assert.NotNull(await _storage.Store.FindAsync(kept.Id));
        Assert.Null(await _storage.Store.FindAsync(gone.Id));

        var deletion = (await _storage.Store.DeleteAsync([archive.Id])).Single();
        Assert.Equal(2, deletion.Documents);
        Assert.Null(await _storage.Store.FindAsync(kept.Id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _storage.AcceptAsync("a.zip!/late", "late", parent: archive.Id));
    }

    [Fact]
    public async Task Submission_of_a_missing_blob_fails_and_accepts_nothing_of_its_batch()
    {
        var hash = (await _storage.Blobs.PutAsync([new byte[] { 1 }]))[0];
        await Assert.ThrowsAsync<InvalidOperationException>(() => _storage.Store.AcceptAsync(
            [new Submission("docs", "a", hash, 1), new Submission("docs", "b", BlobHash.Of([2]), 1)]).AsTask());
        Assert.Empty(await _storage.Store.ListAsync(new DocumentFilter()));
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.Store.AcceptAsync([new Submission("docs", new string('u', 2_001), hash, 1)]).AsTask());
    }

    [Fact]
    public async Task Passages_keep_the_order_asked_and_stay_within_the_collections()
    {
        await _storage.AddAsync("a.md", "one\n\ntwo", "first", "Title");
        await _storage.AddAsync("b.md", "three", "second");
        var chunks = await _storage.Log.ReadChunksAsync(0, long.MaxValue);
        var passages = await _storage.Store.ReadPassagesAsync([chunks[2].Key, 777, chunks[1].Key, chunks[0].Key], null);
        Assert.Equal(["three", "two", "one"], passages.Select(passage => passage.Text));
        Assert.Equal(("first", "a.md", "Title", 5, 8), (passages[1].Collection, passages[1].Uri, passages[1].Title, passages[1].Chunk.Start, passages[1].Chunk.End));
        Assert.Equal(["three"], (await _storage.Store.ReadPassagesAsync([.. chunks.Select(chunk => chunk.Key)], new HashSet<int> { chunks[2].CollectionKey })).Select(passage => passage.Text));
    }

    [Fact]
    public async Task Collections_count_live_and_pending_documents_and_keep_their_groups()
    {
        await _storage.AddAsync("a.md", "one", "first");
        await _storage.AcceptAsync("b.md", "two", "first");
        await _storage.Store.SetCollectionGroupsAsync("first", ["staff"]);
        await _storage.Store.SetCollectionGroupsAsync("empty", []);
        var collections = await _storage.Store.ListCollectionsAsync();
        Assert.Equal([("empty", 0, 0), ("first", 1, 1)], collections.Select(collection => (collection.Name, collection.Documents, collection.Pending)));
        Assert.Equal(["staff"], collections[1].Groups);
    }

    private async Task<IReadOnlyList<string>> ListAsync(DocumentFilter filter) => [.. (await _storage.Store.ListAsync(filter)).Select(document => document.Uri)];
}
