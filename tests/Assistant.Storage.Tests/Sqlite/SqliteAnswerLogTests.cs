using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteAnswerLogTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly StorageFixture _storage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    private static DoneEvent Done(string answer, params string[] suggestions) =>
        new(answer, "model", true, new AnswerUsage(3, 4), new AnswerTimings(1.5, 2.5)) { Suggestions = suggestions };

    private async Task<AnswerStart> BeginAsync(string question, Guid? conversation = null, Guid? parent = null, byte[]? image = null) =>
        (await _storage.Answers.BeginAsync(new AnswerOpening("ann", question, question, conversation, parent, image)))!;

    private async Task<AnswerStart> AnswerAsync(string question, string answer, Guid? conversation = null, Guid? parent = null)
    {
        var start = await BeginAsync(question, conversation, parent);
        await _storage.Answers.FinishAsync(start.MessageId, MessageState.Done, Done(answer), []);
        return start;
    }

    private async Task<IReadOnlyList<Message>> MessagesAsync(Guid conversation) => (await _storage.Conversations.ReadAsync("ann", conversation))!.Value.Messages;

    private static AnswerEvent[] StepsOver(ContentRef document, string words) =>
    [
        new ThoughtEvent("look") { Step = 1 },
        new ToolCallEvent("search", JsonSerializer.SerializeToElement(new { query = "otters" })) { Step = 1, CallId = "1" },
        new ObservationEvent(words) { Step = 1, CallId = "1", Tool = "search", Milliseconds = 2.5, Sources = [new AnswerSource(1, document.Id, "docs", "a.md", "A", ContentKind.Text, ["x", "y"])] },
        new ThoughtEvent($"it says {words}") { Step = 2 },
        new ToolCallEvent("compute", JsonSerializer.SerializeToElement(new { program = words })) { Step = 2, CallId = "2" },
        new ObservationEvent(words) { Step = 2, CallId = "2", Tool = "compute", IsError = true },
        new NoticeEvent("notice"),
        new TextEvent("draft of "),
        new TextEvent($"{words}") { Restarts = true },
        new TextEvent(" [1]."),
        new CitationEvent(new Citation(1, document.Id, 1, "docs", "a.md", "A", ContentKind.Text, null, [], words, new TextSpan(0, words.Length))),
    ];

    private ValueTask LogAsync(AnswerStart start, AnswerEvent[] events) => _storage.Answers.AppendAsync(start.MessageId, [.. events.Select((made, i) => new LoggedEvent(i + 1, made))]);

    [Fact]
    public async Task Events_come_back_as_they_were()
    {
        var document = await _storage.AddAsync("a.md", "otter words");
        var start = await BeginAsync("What?", image: [1, 2, 3]);
        var events = StepsOver(document, "otter words");
        await LogAsync(start, events);
        var running = (await MessagesAsync(start.ConversationId))[^1];
        Assert.Equal((MessageState.Running, "otter words [1]."), (running.State, running.Text));

        var stored = await _storage.Answers.FinishAsync(start.MessageId, MessageState.Done, Done("Otter words [1].", "And then?"), [((CitationEvent)events[^1]).Citation]);
        var read = await MessagesAsync(start.ConversationId);
        Assert.Equal(JsonSerializer.Serialize(stored), JsonSerializer.Serialize(read[^1]));
        Assert.Equal(("Otter words [1].", MessageState.Done, start.QuestionId), (stored.Text, stored.State, stored.Parent));
        Assert.Equal(("model", true, "And then?"), (stored.Outcome!.Model, stored.Outcome.Supported, Assert.Single(stored.Outcome.Suggestions)));
        AnswerEvent[] kept = [.. events.Where(made => made is not TextEvent)];
        Assert.Equal(Enumerable.Range(1, 7).Append(11), stored.Events.Select(logged => logged.Sequence));
        Assert.Equal(kept.Select(Words), stored.Events.Select(logged => Words(logged.Event)));
        Assert.True(read[0].HasImage);
        Assert.Equal([1, 2, 3], (await _storage.Conversations.ReadImageAsync("ann", start.ConversationId, start.QuestionId))!.Value.ToArray());
        Assert.Null(await _storage.Conversations.ReadImageAsync("bob", start.ConversationId, start.QuestionId));
    }

    [Fact]
    public async Task An_answer_that_its_process_left_keeps_every_event_and_is_marked()
    {
        var document = await _storage.AddAsync("a.md", "otter words");
        var start = await BeginAsync("What?");
        await LogAsync(start, StepsOver(document, "otter words"));
        await using (var next = _storage.OpenAgain())
        {
            Assert.Equal(1, await next.Answers.InterruptAsync());
            Assert.Equal(0, await next.Answers.InterruptAsync());
        }

        var left = (await MessagesAsync(start.ConversationId))[^1];
        Assert.Equal((MessageState.Interrupted, "otter words [1].", 8), (left.State, left.Text, left.Events.Count));
        Assert.Equal("a.md", Assert.Single(left.Citations).Uri);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_document_leaves_the_steps_that_saw_it(bool whileRunning)
    {
        const string Secret = "wombatsecret";
        var document = await _storage.AddAsync("a.md", Secret);
        var other = await _storage.AddAsync("b.md", "other words");
        var start = await BeginAsync("What?");
        await LogAsync(start, StepsOver(document, Secret));
        var bystander = await BeginAsync("And?", start.ConversationId);
        await LogAsync(bystander, StepsOver(other, "other words"));
        var cited = new Citation(1, document.Id, 1, "docs", "a.md", "A", ContentKind.Text, null, [], Secret, new TextSpan(0, Secret.Length));
        if (!whileRunning)
            await _storage.Answers.FinishAsync(start.MessageId, MessageState.Done, Done($"It is {Secret} [1].", $"Why {Secret}?"), [cited]);
        await _storage.Store.DeleteAsync([document.Id]);
        if (whileRunning)
        {
            await _storage.Answers.AppendAsync(start.MessageId, [new LoggedEvent(20, new ObservationEvent(Secret) { Sources = [new AnswerSource(1, document.Id, "docs", "a.md", "A", ContentKind.Text, [])] })]);
            await _storage.Answers.FinishAsync(start.MessageId, MessageState.Done, Done($"It is {Secret} [1].", $"Why {Secret}?"), [cited]);
        }

        var message = (await MessagesAsync(start.ConversationId)).Single(message => message.Id == start.MessageId);
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize(message), StringComparison.Ordinal);
        Assert.DoesNotContain(document.Id.ToString(), string.Concat(message.Events.Select(logged => logged.Event).OfType<ObservationEvent>().SelectMany(seen => seen.Sources).Select(source => source.DocumentId)), StringComparison.Ordinal);
        Assert.Equal("look", message.Events.Select(logged => logged.Event).OfType<ThoughtEvent>().First().Text);
        Assert.Contains("other words", JsonSerializer.Serialize((await MessagesAsync(start.ConversationId))[^1].Events.Select(logged => Words(logged.Event))), StringComparison.Ordinal);
        Assert.False(await IsInFilesAsync(Secret));
    }

    [Fact]
    public async Task Questions_asked_in_other_words_and_answers_made_again_are_branches()
    {
        var first = await AnswerAsync("first?", "one");
        var id = first.ConversationId;
        var second = await AnswerAsync("second?", "two", id);
        Assert.Equal(["first?", "one"], second.History.Select(message => message.Text));

        // Asked again in other words: a sibling of the second question, without it in its history.
        var edited = await AnswerAsync("second, but better?", "three", id, first.MessageId);
        Assert.Equal(["first?", "one"], edited.History.Select(message => message.Text));

        // Answered again: another answer to the same question.
        var again = await AnswerAsync("not read", "one, again", id, first.QuestionId);
        Assert.Equal((first.QuestionId, "first?", 0), (again.QuestionId, again.Question, again.History.Count));

        // The newest branch is what a question without a parent continues.
        var next = await AnswerAsync("third?", "four", id);
        Assert.Equal(["first?", "one, again"], next.History.Select(message => message.Text));

        var beginning = await AnswerAsync("another first?", "five", id, id);
        Assert.Empty(beginning.History);
        var messages = await MessagesAsync(id);
        Assert.Equal([first.QuestionId, beginning.QuestionId], messages.Where(message => message.Parent is null).Select(message => message.Id));
        Assert.Equal(2, messages.Count(message => message.Parent == first.MessageId));
        Assert.Null(await _storage.Answers.BeginAsync(new AnswerOpening("ann", "x", "x", id, Guid.NewGuid(), default)));
        Assert.Null(await _storage.Answers.BeginAsync(new AnswerOpening("bob", "x", "x", id, null, default)));
    }

    [Fact]
    public async Task What_is_discarded_was_never_there()
    {
        await _storage.Answers.DiscardAsync(await BeginAsync("What?"));
        Assert.Empty(await _storage.Conversations.ListAsync("ann", new()));
        var first = await AnswerAsync("first?", "one");
        await _storage.Answers.DiscardAsync(await BeginAsync("second?", first.ConversationId));
        await _storage.Answers.DiscardAsync(await BeginAsync("", first.ConversationId, first.QuestionId));
        Assert.Equal(["first?", "one"], (await MessagesAsync(first.ConversationId)).Select(message => message.Text));
    }

    [Fact]
    public async Task Conversations_are_found_by_words_and_page_by_page()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add((await AnswerAsync($"Wo ist die Fähre {i}?", $"Am Steg {i}, neben dem Bootshaus.")).ConversationId);
        await AnswerAsync("Where are otters?", "In the kelp.");
        var store = _storage.Conversations;
        var page = await store.ListAsync("ann", new ConversationFilter { Limit = 4 });
        var rest = await store.ListAsync("ann", new ConversationFilter { Limit = 4, After = page[^1].Id });
        Assert.Equal((4, 2), (page.Count, rest.Count));
        Assert.Equal(6, page.Concat(rest).Select(one => one.Id).Distinct().Count());

        var found = await store.ListAsync("ann", new ConversationFilter { Query = "BOOTSHAUS 3" });
        Assert.Equal(ids[3], Assert.Single(found).Id);
        Assert.Contains("Bootshaus", found[0].Snippet, StringComparison.Ordinal);
        Assert.Equal(5, (await store.ListAsync("ann", new ConversationFilter { Query = "fahre" })).Count);
        Assert.Empty(await store.ListAsync("bob", new ConversationFilter { Query = "fahre" }));
        Assert.Empty(await store.ListAsync("ann", new ConversationFilter { After = Guid.NewGuid() }));
    }

    [Fact]
    public async Task A_link_reads_until_it_is_taken_back()
    {
        var id = (await AnswerAsync("first?", "one")).ConversationId;
        Assert.Null(await _storage.Conversations.ShareAsync("bob", id));
        var link = (await _storage.Conversations.ShareAsync("ann", id))!;
        Assert.False(await IsInFilesAsync(link));
        Assert.Equal("one", (await _storage.Conversations.ReadSharedAsync(link))!.Value.Messages[^1].Text);
        Assert.True((await _storage.Conversations.ListAsync("ann", new()))[0].Shared);
        Assert.Null(await _storage.Conversations.ReadSharedAsync(link + "x"));
        Assert.Null(await _storage.Conversations.UnshareAsync("bob", id));
        Assert.Equal(1, await _storage.Conversations.UnshareAsync("ann", id));
        Assert.Null(await _storage.Conversations.ReadSharedAsync(link));
    }

    private static string Words(AnswerEvent made) => JsonSerializer.Serialize(made, made.GetType());

    private async Task<bool> IsInFilesAsync(string token)
    {
        foreach (var path in Directory.EnumerateFiles(_storage.Directory.Root, "assistant.db*"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
            if ((await reader.ReadToEndAsync()).Contains(token, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
