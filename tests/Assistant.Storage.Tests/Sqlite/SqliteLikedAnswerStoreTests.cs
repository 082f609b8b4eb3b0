using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Feedback;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteLikedAnswerStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task An_answer_that_its_asker_liked_is_listed_with_the_collections_that_it_saw()
    {
        var document = await _storage.AddAsync("a.md", "Otters swim well.");
        var other = await _storage.AddAsync("b.md", "Nothing here.", collection: "more");
        var answer = await AnswerAsync("ann", "Who swims?", document, seen: other);
        await JudgeAsync("bob", "up", answer);
        Assert.Empty(await _storage.Liked.ListAsync(null, 10));
        await JudgeAsync("ann", "up", answer);
        var liked = Assert.Single(await _storage.Liked.ListAsync("ann", 10));
        Assert.Equal((answer.MessageId, answer.ConversationId, "Who swims?", "Otters swim well [1]."), (liked.MessageId, liked.ConversationId, liked.Question, liked.Answer));
        Assert.Equal(["docs", "more"], liked.Collections.Order());
        Assert.Empty(await _storage.Liked.ListAsync("bob", 10));
        Assert.Single(await _storage.Liked.ListAsync(null, 10));
    }

    [Fact]
    public async Task A_later_dislike_takes_it_away_and_a_later_like_brings_it_back_once()
    {
        var answer = await AnswerAsync("ann", "Who swims?", await _storage.AddAsync("a.md", "Otters swim well."));
        await JudgeAsync("ann", "up", answer);
        await JudgeAsync("ann", "up", answer, query: "asked in other words");
        Assert.Single(await _storage.Liked.ListAsync("ann", 10));
        await JudgeAsync("ann", "down", answer);
        Assert.Empty(await _storage.Liked.ListAsync("ann", 10));
        await JudgeAsync("ann", "up", answer);
        Assert.Single(await _storage.Liked.ListAsync("ann", 10));
    }

    [Fact]
    public async Task It_goes_with_its_sources_and_with_its_conversation()
    {
        var document = await _storage.AddAsync("a.md", "Otters swim well.");
        var first = await AnswerAsync("ann", "Who swims?", document);
        var second = await AnswerAsync("ann", "Who runs?", await _storage.AddAsync("b.md", "Otters swim well, too."));
        await JudgeAsync("ann", "up", first);
        await JudgeAsync("ann", "up", second);
        Assert.Equal(["Who runs?", "Who swims?"], (await _storage.Liked.ListAsync("ann", 10)).Select(answer => answer.Question));
        await _storage.Store.DeleteAsync([document.Id]);
        Assert.Equal(["Who runs?"], (await _storage.Liked.ListAsync("ann", 10)).Select(answer => answer.Question));
        await _storage.Conversations.DeleteAsync("ann", second.ConversationId);
        Assert.Empty(await _storage.Liked.ListAsync("ann", 10));
    }

    private async Task<AnswerStart> AnswerAsync(string user, string question, ContentRef document, ContentRef? seen = null)
    {
        var start = (await _storage.Answers.BeginAsync(new AnswerOpening(user, question, question, null, null, null)))!;
        var citation = new Citation(1, document.Id, 1, "docs", "a.md", "A", ContentKind.Text, null, [], "Otters swim well.", new TextSpan(0, 17));
        List<AnswerEvent> events = [new CitationEvent(citation)];
        if (seen is { } other)
            events.Add(new ObservationEvent("seen") { Step = 1, CallId = "1", Tool = "search", Sources = [new AnswerSource(1, other.Id, "more", "b.md", "B", ContentKind.Text, [])] });
        await _storage.Answers.AppendAsync(start.MessageId, [.. events.Select((made, i) => new LoggedEvent(i + 1, made))]);
        await _storage.Answers.FinishAsync(start.MessageId, MessageState.Done, new DoneEvent("Otters swim well [1].", "model", true, new AnswerUsage(3, 4), new AnswerTimings(1.5, 2.5)), [citation]);
        return start;
    }

    private ValueTask<Guid> JudgeAsync(string user, string signal, AnswerStart answer, string? query = null) =>
        _storage.Feedback.AddAsync(new FeedbackRow { User = user, Signal = signal, Query = query ?? answer.Question, MessageId = answer.MessageId });
}
