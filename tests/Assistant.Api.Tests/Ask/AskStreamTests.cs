using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Ask;

/// <summary>Answers as a page sees them: streamed, left and found again, stopped, branched.</summary>
public sealed class AskStreamTests
{
    private readonly ScriptedAnswerer _answerer = new();

    private ServiceFixture Service() => new(services => services.AddSingleton<IAnswerer>(_answerer));

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private static Task<IAsyncEnumerator<SseItem<string>>> AskAsync(ServiceFixture service, AskBody body, CancellationToken cancellationToken = default) =>
        OpenAsync(service.Http, new HttpRequestMessage(HttpMethod.Post, "/api/ask") { Content = JsonContent.Create(body, options: AssistantJson.Options) }, cancellationToken);

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
        return events.Current;
    }

    private static async Task<List<SseItem<string>>> RestAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        var rest = new List<SseItem<string>>();
        while (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)))
            rest.Add(events.Current);
        return rest;
    }

    private static T Read<T>(SseItem<string> item) => JsonSerializer.Deserialize<T>(item.Data, AssistantJson.Options)!;

    private static Task<ConversationDetail> ConversationAsync(ServiceFixture service, Guid id) =>
        service.Http.GetFromJsonAsync<ConversationDetail>($"/api/conversations/{id}", AssistantJson.Options)!;

    [Fact]
    public async Task A_page_that_loses_the_connection_finds_the_answer_again_and_misses_nothing()
    {
        await using var service = Service();
        _answerer.Say(ScriptedAnswerer.Thought("look first"), ScriptedAnswerer.Call("search"));
        using var leave = new CancellationTokenSource();
        var events = await AskAsync(service, new AskBody { Question = "What?" }, leave.Token);
        var started = Read<AskStarted>(await NextAsync(events));
        Assert.Equal(("thought", "1"), ((await NextAsync(events)) is var first ? (first.EventType, first.EventId) : default));
        await leave.CancelAsync();

        // Nobody listens; the answer goes on.
        var running = (await ConversationAsync(service, started.ConversationId)).Messages[^1];
        Assert.Equal("running", running.State);
        _answerer.Say(new ObservationEvent("found") { Step = 1, CallId = "1" }, new TextEvent("It is "));
        var path = $"/api/conversations/{started.ConversationId}/messages/{started.MessageId}/events";
        var again = await OpenAsync(service.Http, new HttpRequestMessage(HttpMethod.Get, path + "?after=1"));
        Assert.Equal("started", (await NextAsync(again)).EventType);
        Assert.Equal(("tool_call", "2"), (await NextAsync(again)) is var call ? (call.EventType, call.EventId) : default);
        _answerer.Say(new TextEvent("so."), ScriptedAnswerer.Done("It is so."));
        var rest = await RestAsync(again);
        Assert.Equal("It is so.", string.Concat(rest.Where(item => item.EventType == "text").Select(item => Read<AskStep>(item).Text)));
        var result = Read<AskResult>(rest[^1]);
        Assert.Equal(("It is so.", "done", started.MessageId, "And then?"), (result.Answer, result.State, result.MessageId!.Value, Assert.Single(result.Suggestions)));
        Assert.Equal(["thought", "tool_call", "observation"], result.Steps.Select(step => step.Kind));

        // After the end the same address replays what is stored.
        using var browser = new HttpRequestMessage(HttpMethod.Get, path);
        browser.Headers.Add("Last-Event-ID", "2");
        var replay = await RestAsync(await OpenAsync(service.Http, browser));
        Assert.Equal(["started", "observation", "done"], replay.Select(item => item.EventType));
        Assert.Equal(JsonSerializer.Serialize(result), JsonSerializer.Serialize(Read<AskResult>(replay[^1])));
    }

    [Fact]
    public async Task A_stopped_answer_keeps_what_there_is_of_it()
    {
        await using var service = Service();
        _answerer.Say(ScriptedAnswerer.Thought("look"), new TextEvent("It is half"));
        var events = await AskAsync(service, new AskBody { Question = "What?" });
        var started = Read<AskStarted>(await NextAsync(events));
        while ((await NextAsync(events)).EventType != "text")
        {
        }

        var path = $"/api/conversations/{started.ConversationId}/messages/{started.MessageId}/stop";
        Assert.Equal(HttpStatusCode.NoContent, (await service.Http.PostAsync(path, null)).StatusCode);
        Assert.Equal("stopped", Read<AskResult>((await RestAsync(events))[^1]).State);
        var message = (await ConversationAsync(service, started.ConversationId)).Messages[^1];
        Assert.Equal(("stopped", "It is half"), (message.State, message.Text));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.PostAsync(path, null)).StatusCode);
    }

    [Fact]
    public async Task A_failure_before_the_first_event_has_a_status_and_leaves_nothing_behind()
    {
        await using var service = Service();
        _answerer.Fail(new ChatModelException("The key is refused.", isUnreachable: false, null));
        using var response = await service.Http.PostAsJsonAsync("/api/ask", new AskBody { Question = "What?" }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Empty((await service.Http.GetFromJsonAsync<ConversationInfo[]>("/api/conversations", AssistantJson.Options))!);
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_the_last_event_and_the_steps_stay()
    {
        await using var service = Service();
        _answerer.Say(ScriptedAnswerer.Thought("look"));
        var events = await AskAsync(service, new AskBody { Question = "What?" });
        var started = Read<AskStarted>(await NextAsync(events));
        await NextAsync(events);
        _answerer.Fail(new ChatModelException("The model broke off.", isUnreachable: false, null));
        var last = (await RestAsync(events))[^1];
        Assert.Equal("error", last.EventType);
        Assert.Contains("broke off", last.Data, StringComparison.Ordinal);
        var message = (await ConversationAsync(service, started.ConversationId)).Messages[^1];
        Assert.Equal(("failed", "look"), (message.State, Assert.Single(message.Steps).Text));
    }

    [Fact]
    public async Task Edited_questions_and_answers_made_again_are_branches_with_their_own_history()
    {
        await using var service = Service();
        async Task<AskResult> SayAsync(AskBody body, string answer)
        {
            _answerer.Say(ScriptedAnswerer.Done(answer));
            return Read<AskResult>((await RestAsync(await AskAsync(service, body)))[^1]);
        }

        var first = await SayAsync(new AskBody { Question = "first?" }, "one");
        var id = first.ConversationId;
        await SayAsync(new AskBody { Question = "second?", ConversationId = id }, "two");
        var edited = await SayAsync(new AskBody { Question = "second!", ConversationId = id, ParentId = first.MessageId }, "three");
        Assert.Equal([("user", "first?"), ("assistant", "one")], _answerer.Requests[^1].History);
        var again = await SayAsync(new AskBody { ConversationId = id, ParentId = edited.QuestionId }, "four");
        Assert.Equal(("second!", 2), (_answerer.Requests[^1].Question, _answerer.Requests[^1].History.Count));
        Assert.Equal(edited.QuestionId, again.QuestionId);
        await SayAsync(new AskBody { Question = "first!", ConversationId = id, ParentId = id }, "five");
        var messages = (await ConversationAsync(service, id!.Value)).Messages;
        Assert.Equal(2, messages.Count(message => message.ParentId is null));
        Assert.Equal(2, messages.Count(message => message.ParentId == edited.QuestionId));

        using var lost = await service.Http.PostAsJsonAsync("/api/ask", new AskBody { Question = "x", ConversationId = id, ParentId = Guid.NewGuid() }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.NotFound, lost.StatusCode);
        using var homeless = await service.Http.PostAsJsonAsync("/api/ask", new AskBody { Question = "x", ParentId = id }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.BadRequest, homeless.StatusCode);
    }

    [Fact]
    public async Task Conversations_are_renamed_found_and_shared_by_a_link()
    {
        await using var service = Service();
        _answerer.Say(ScriptedAnswerer.Thought("private thought"), ScriptedAnswerer.Done("Ask the warden."));
        var id = (await service.AskAsync("Who has the keys?")).Result.ConversationId;
        using (var renamed = await service.Http.PatchAsJsonAsync($"/api/conversations/{id}", new ConversationPatch { Title = "Keys" }, AssistantJson.Options))
            Assert.Equal(HttpStatusCode.NoContent, renamed.StatusCode);
        using (var empty = await service.Http.PatchAsJsonAsync($"/api/conversations/{id}", new ConversationPatch { Title = " " }, AssistantJson.Options))
            Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        var found = Assert.Single((await service.Http.GetFromJsonAsync<ConversationInfo[]>("/api/conversations?q=WARDEN", AssistantJson.Options))!);
        Assert.Equal(("Keys", "Ask the warden."), (found.Title, found.Snippet));
        Assert.Empty((await service.Http.GetFromJsonAsync<ConversationInfo[]>($"/api/conversations?after={id}", AssistantJson.Options))!);

        using var made = await service.Http.PostAsync($"/api/conversations/{id}/links", null);
        var link = (await ServiceFixture.ReadAsync<ConversationLink>(made)).Link;
        var shared = await service.Http.GetStringAsync($"/api/shared/{link}");
        Assert.Contains("Ask the warden.", shared, StringComparison.Ordinal);
        Assert.DoesNotContain("private thought", shared, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await service.Http.DeleteAsync($"/api/conversations/{id}/links")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.GetAsync($"/api/shared/{link}")).StatusCode);
    }
}
