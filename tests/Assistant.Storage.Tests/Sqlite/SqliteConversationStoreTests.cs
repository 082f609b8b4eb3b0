using System.Text;
using Assistant.Core.Access;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteConversationStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Conversation_comes_back_as_it_was_and_only_to_its_user()
    {
        var document = await _storage.AddAsync("a.md", "text");
        var conversation = await _storage.Conversations.CreateAsync("ann", "About a");
        await _storage.Conversations.AppendAsync(conversation.Id, "user", "What? \0 \ud83d\ude42", []);
        var citation = new Citation(1, document.Id, 1, "docs", "a.md", "A", ContentKind.Text, 3, ["x", "y"], "text", new TextSpan(0, 4));
        var stored = await _storage.Conversations.AppendAsync(conversation.Id, "assistant", "This [1].", [citation]);

        var (read, messages) = (await _storage.Conversations.ReadAsync("ann", conversation.Id))!.Value;
        Assert.Equal("About a", read.Title);
        Assert.Equal(["What? \0 \ud83d\ude42", "This [1]."], messages.Select(message => message.Text));
        Assert.Equivalent(citation, messages[1].Citations.Single());
        Assert.Equal(stored.Created, messages[1].Created);
        Assert.Null(await _storage.Conversations.ReadAsync("bob", conversation.Id));
        Assert.False(await _storage.Conversations.DeleteAsync("bob", conversation.Id));
        Assert.True(await _storage.Conversations.DeleteAsync("ann", conversation.Id));
        Assert.Empty(await _storage.Conversations.ListAsync("ann", new()));
    }

    [Fact]
    public async Task Answer_about_a_document_that_is_gone_by_now_is_stored_without_it()
    {
        var conversation = await _storage.Conversations.CreateAsync("ann", "t");
        var citation = new Citation(1, DocumentId.New(), 1, "docs", "a.md", "A", ContentKind.Text, null, [], "gone words", new TextSpan(0, 4));
        var message = await _storage.Conversations.AppendAsync(conversation.Id, "assistant", "These are gone words [1]. Rest.", [citation]);
        Assert.Equal(("[source deleted] Rest.", 0), (message.Text, message.Citations.Count));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _storage.Conversations.AppendAsync(Guid.NewGuid(), "user", "x", []).AsTask());
    }

    [Fact]
    public async Task Newest_used_conversation_is_listed_first()
    {
        var first = await _storage.Conversations.CreateAsync("ann", "first");
        var second = await _storage.Conversations.CreateAsync("ann", "second");
        Assert.Equal([second.Id, first.Id], (await _storage.Conversations.ListAsync("ann", new())).Select(conversation => conversation.Id));
    }

    [Fact]
    public async Task Second_judgement_of_the_same_replaces_the_first()
    {
        var document = await _storage.AddAsync("a.md", "text");
        var row = new FeedbackRow { User = "ann", Signal = "up", Query = "q", DocumentId = document.Id, Rank = 1, Shown = [document.Id] };
        await _storage.Feedback.AddAsync(row);
        await _storage.Feedback.AddAsync(row with { Id = Guid.CreateVersion7(), Rank = 2 });
        await _storage.Feedback.AddAsync(row with { Id = Guid.CreateVersion7(), DocumentId = null });
        await _storage.Feedback.AddAsync(row with { Id = Guid.CreateVersion7(), DocumentId = null, Text = "again" });
        await _storage.Feedback.AddAsync(row with { Id = Guid.CreateVersion7(), DocumentId = DocumentId.New() });
        var rows = await _storage.Feedback.ListAsync(10);
        Assert.Equal([null, 2], rows.Select(feedback => feedback.DocumentId is null ? null : feedback.Rank));
        Assert.Equal("again", rows[0].Text);
    }

    [Fact]
    public async Task Secret_of_an_api_key_is_not_in_the_data_directory()
    {
        var (key, secret) = await _storage.Keys.CreateAsync("ci", ApiRole.Writer, ["staff", "ops"]);
        var found = await _storage.Keys.FindAsync(secret);
        Assert.Equivalent(key, found);
        Assert.Null(await _storage.Keys.FindAsync(secret + "x"));
        Assert.Null(await _storage.Keys.FindAsync(""));
        foreach (var path in Directory.EnumerateFiles(_storage.Directory.Root))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            var content = await reader.ReadToEndAsync();
            Assert.DoesNotContain(secret[3..], content, StringComparison.Ordinal);
        }

        await _storage.Keys.CreateAsync("second", ApiRole.Reader, []);
        Assert.Equal(["ci", "second"], (await _storage.Keys.ListAsync()).Select(listed => listed.Name));
        Assert.True(await _storage.Keys.RevokeAsync(key.Id));
        Assert.False(await _storage.Keys.RevokeAsync(key.Id));
        Assert.Null(await _storage.Keys.FindAsync(secret));
    }
}
