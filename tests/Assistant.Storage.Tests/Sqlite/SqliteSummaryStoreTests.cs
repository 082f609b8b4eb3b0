using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteSummaryStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly byte[] Turns = [1, 2, 3];
    private readonly StorageFixture _storage = new();

    private ISummaryStore Summaries => _storage.Summaries;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task A_summary_is_found_by_its_turns_and_goes_with_its_conversation()
    {
        var (first, second) = (await _storage.Conversations.CreateAsync("ann", "first"), await _storage.Conversations.CreateAsync("ann", "second"));
        await Summaries.KeepAsync(first.Id, Turns, "They spoke of bells.");
        await Summaries.KeepAsync(first.Id, Turns, "They spoke of old bells.");
        Assert.Equal("They spoke of old bells.", await Summaries.FindAsync(first.Id, Turns));
        Assert.Null(await Summaries.FindAsync(first.Id, new byte[] { 1, 2 }));
        Assert.Null(await Summaries.FindAsync(second.Id, Turns));
        await _storage.Conversations.DeleteAsync("ann", first.Id);
        Assert.Null(await Summaries.FindAsync(first.Id, Turns));
        // One that is gone keeps none.
        await Summaries.KeepAsync(first.Id, Turns, "They spoke of bells.");
        Assert.Null(await Summaries.FindAsync(first.Id, Turns));
    }

    [Fact]
    public async Task A_document_that_leaves_an_answer_takes_the_summary_along()
    {
        var document = await _storage.AddAsync("a.md", "The bell is old.");
        var (about, other) = (await _storage.Conversations.CreateAsync("ann", "about"), await _storage.Conversations.CreateAsync("ann", "other"));
        var citation = new Citation(1, document.Id, 1, "docs", "a.md", "A", ContentKind.Text, null, [], "The bell is old.", new TextSpan(0, 16));
        await _storage.Conversations.AppendAsync(about.Id, "assistant", "The bell is old [1].", [citation]);
        await Summaries.KeepAsync(about.Id, Turns, "The bell is old.");
        await Summaries.KeepAsync(other.Id, Turns, "Nothing of it.");
        await _storage.Store.DeleteAsync([document.Id]);
        Assert.Null(await Summaries.FindAsync(about.Id, Turns));
        Assert.Equal("Nothing of it.", await Summaries.FindAsync(other.Id, Turns));
    }
}
