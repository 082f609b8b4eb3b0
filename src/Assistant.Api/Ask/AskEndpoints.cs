using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Assistant.Api.Access;
using Assistant.Api.Conversations;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Ask;

/// <summary><c>POST /api/ask</c> starts an answer and shows it; the routes beside it follow one that is on its way, and stop it.</summary>
internal static class AskEndpoints
{
    private const int TitleCharacters = 80;

    public static void MapAsk(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/ask", AskAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("ask").WithSummary("Answers a question with citations, streamed as server-sent events");
        var message = routes.MapGroup("/api/conversations/{id:guid}/messages/{messageId:guid}").RequireAuthorization(AccessPolicies.Reader).WithTags("ask");
        message.MapGet("/events", FollowAsync).WithSummary("Shows the events of an answer after a number, those to come too, as server-sent events");
        message.MapPost("/stop", StopAsync).WithSummary("Ends an answer early; what there is of it is kept");
    }

    private static async Task<ServerSentEventsResult<object>> AskAsync(
        AskBody body,
        HttpContext context,
        IAnswerer answerer,
        IEncoderDirectory encoders,
        IAnswerLog log,
        AnswerRuns runs,
        ReadableCollections readable,
        IOptions<LimitsOptions> limits,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Question) && body.ParentId is null)
            throw new RequestRefusedException("There is no question.");
        if (body.Question.Length > limits.Value.MaxQueryCharacters)
            throw new RequestRefusedException($"The question has {body.Question.Length} characters; at most {limits.Value.MaxQueryCharacters} are read.");
        if (body.ParentId is not null && body.ConversationId is null)
            throw new RequestRefusedException("parentId names a message of a conversation: give conversationId too.");
        var caller = Caller.Of(context);
        var image = ImageInput.Parse(body.Image);
        await encoders.EnsureCanSeeAsync(image, cancellationToken);
        var start = await log.BeginAsync(new AnswerOpening(caller.User, body.Question, Title(body.Question), body.ConversationId, body.ParentId, image), cancellationToken)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such conversation", "Leave conversationId out to start a new one; parentId is a message of the conversation, or its own id.");
        if (string.IsNullOrWhiteSpace(start.Question))
        {
            await log.DiscardAsync(start, CancellationToken.None);
            throw new RequestRefusedException("There is no question.");
        }

        var names = await readable.NamesAsync(caller, null, cancellationToken);
        var request = new AnswerRequest(start.Question)
        {
            Image = start.Image,
            Collections = body.Collection is null ? null : [body.Collection],
            Groups = caller.Groups,
            // What stands on collections that the caller may no longer read is not read to it by the model either.
            History = [.. start.History.Where(message => message.Text.Length > 0 && MessageMapping.MayRead(message, names)).Select(message => (message.Role, message.Text))],
            User = caller.User,
            ConversationId = start.ConversationId,
            MessageId = start.QuestionId,
        };
        var run = runs.Start(start, caller.User, answerer.AnswerAsync(request, CancellationToken.None));
        // The first step is awaited here: what goes wrong before it still gets a status of its own.
        await run.First.WaitAsync(cancellationToken);
        return Stream(context, ShowAsync(run, 0, cancellationToken));
    }

    private static async Task<Results<ServerSentEventsResult<object>, NotFound>> FollowAsync(
        Guid id, Guid messageId, HttpContext context, IConversationStore conversations, AnswerRuns runs, ReadableCollections readable, int? after = null, CancellationToken cancellationToken = default)
    {
        var caller = Caller.Of(context);
        // A browser that reconnects by itself says what it saw last in a header.
        var last = after ?? (int.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0);
        if (runs.Find(caller.User, id, messageId) is { } run)
            return Stream(context, ShowAsync(run, last, cancellationToken));
        if (await conversations.ReadAsync(caller.User, id, cancellationToken) is not { } found || found.Messages.FirstOrDefault(message => message.Id == messageId && message.Role == "assistant") is not { } stored)
            return TypedResults.NotFound();
        return Stream(context, ReplayAsync(id, MessageMapping.Withhold(stored, await readable.NamesAsync(caller, null, cancellationToken)), last));
    }

    private static async Task<Results<NoContent, NotFound>> StopAsync(Guid id, Guid messageId, HttpContext context, AnswerRuns runs)
    {
        if (runs.Find(Caller.Of(context).User, id, messageId) is not { } run)
            return TypedResults.NotFound();
        run.Stop();
        await run.Completion;
        return TypedResults.NoContent();
    }

    private static ServerSentEventsResult<object> Stream(HttpContext context, IAsyncEnumerable<SseItem<object>> events)
    {
        // Proxies that gather answers would hold the stream back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(events);
    }

    private static async IAsyncEnumerable<SseItem<object>> ShowAsync(AnswerRun run, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Started(run.Start.ConversationId, run.Start.QuestionId, run.Start.MessageId);
        await foreach (var logged in run.FollowAsync(after, cancellationToken))
        {
            if (logged.ToStep() is { } step)
                yield return Item(step);
        }

        // The status line is long gone: the stream itself has to say that it ended badly.
        yield return run.Failure is { } failure
            ? Failed((failure as ChatModelException)?.Message)
            : new SseItem<object>(run.Ended!.ToResult(run.Start.ConversationId), "done");
    }

    private static async IAsyncEnumerable<SseItem<object>> ReplayAsync(Guid conversation, Message message, int after)
    {
        yield return Started(conversation, message.Parent ?? default, message.Id);
        foreach (var logged in message.Events.Where(logged => logged.Sequence > after))
        {
            if (logged.ToStep() is { } step)
                yield return Item(step);
        }

        await Task.CompletedTask;
        yield return message.State == MessageState.Failed ? Failed(null) : new SseItem<object>(message.ToResult(conversation), "done");
    }

    private static SseItem<object> Started(Guid conversation, Guid question, Guid message) => new(new AskStarted(conversation, question, message), "started");

    private static SseItem<object> Item(AskStep step) => new(step, step.Kind) { EventId = step.Seq!.Value.ToString(CultureInfo.InvariantCulture) };

    private static SseItem<object> Failed(string? detail) =>
        new(new { title = "The answer failed", detail = detail ?? "This is a fault of the service; its log has the details. Ask again." }, "error");

    private static string Title(string question)
    {
        var line = question.ReplaceLineEndings(" ").Trim();
        if (line.Length <= TitleCharacters)
            return line;
        var cut = char.IsHighSurrogate(line[TitleCharacters - 1]) ? TitleCharacters - 1 : TitleCharacters;
        return line[..cut] + "…";
    }
}
