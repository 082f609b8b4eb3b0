using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Assistant.Api.Access;
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

/// <summary><c>POST /api/ask</c>: server-sent events named after their kind, the last one <c>done</c> (or <c>error</c>).</summary>
internal static partial class AskEndpoints
{
    private const int TitleCharacters = 80;

    public static void MapAsk(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/ask", AskAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("ask").WithSummary("Answers a question with citations, streamed as server-sent events");

    /// <summary>Checks a body and turns it into a request, without the conversation that it continues.</summary>
    /// <exception cref="RequestRefusedException">It is malformed, or holds no question.</exception>
    public static AnswerRequest ToRequest(AskBody body, Caller caller, LimitsOptions limits)
    {
        if (string.IsNullOrWhiteSpace(body.Question))
            throw new RequestRefusedException("There is no question.");
        if (body.Question.Length > limits.MaxQueryCharacters)
            throw new RequestRefusedException($"The question has {body.Question.Length} characters; at most {limits.MaxQueryCharacters} are read.");
        return new AnswerRequest(body.Question)
        {
            Image = ImageInput.Parse(body.Image),
            Collections = body.Collection is null ? null : [body.Collection],
            Tags = Input.Tags(body.Tags),
            From = Input.Date("from", body.From),
            To = Input.Date("to", body.To),
            Groups = caller.Groups,
        };
    }

    private static async Task<ServerSentEventsResult<object>> AskAsync(
        AskBody body,
        HttpContext context,
        IAnswerer answerer,
        IEncoderDirectory encoders,
        IConversationStore conversations,
        IOptions<LimitsOptions> limits,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var request = ToRequest(body, caller, limits.Value);
        IReadOnlyList<Message> history = [];
        if (body.ConversationId is { } id)
        {
            var found = await conversations.ReadAsync(caller.User, id, cancellationToken)
                ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such conversation", "Leave conversationId out to start a new one.");
            history = found.Messages;
        }

        request = request with { History = [.. history.Select(message => (message.Role, message.Text))] };
        await encoders.EnsureCanSeeAsync(request.Image, cancellationToken);
        // The first step is awaited here: what goes wrong before it still gets a status of its own.
        var events = answerer.AnswerAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            if (!await events.MoveNextAsync())
                throw new InvalidOperationException("The answer ended before its first event.");
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }

        // Proxies that gather answers would hold the stream back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(StreamAsync(events, request.Question, conversations, caller.User, body.ConversationId, loggers.CreateLogger("Assistant.Api.Ask"), cancellationToken));
    }

    /// <summary>Writes the steps; <paramref name="events"/> stands on the first one and is disposed of here.</summary>
    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        IAsyncEnumerator<AnswerEvent> events,
        string question,
        IConversationStore conversations,
        string user,
        Guid? conversationId,
        ILogger logger,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var owned = events;
        var recorder = new AnswerRecorder();
        for (var more = true; more;)
        {
            if (recorder.Add(events.Current) is { } step)
                yield return new SseItem<object>(step, step.Kind);
            Exception? failure = null;
            try
            {
                more = await events.MoveNextAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The status line is long gone: the stream itself has to say that it ended badly.
                failure = exception;
            }

            if (failure is not null)
            {
                Failed(logger, failure);
                yield return new SseItem<object>(new { title = "The answer failed", detail = (failure as ChatModelException)?.Message ?? "This is a fault of the service; its log has the details. Ask again." }, "error");
                yield break;
            }
        }

        yield return new SseItem<object>(await StoreAsync(recorder, question, conversations, user, conversationId, cancellationToken), "done");
    }

    /// <summary>Stores question and answer together, so that a broken answer leaves no half conversation; what the store keeps is what the caller gets, in case a cited document was deleted meanwhile.</summary>
    private static async Task<AskResult> StoreAsync(AnswerRecorder recorder, string question, IConversationStore conversations, string user, Guid? conversationId, CancellationToken cancellationToken)
    {
        var result = recorder.ToResult();
        var conversation = conversationId ?? (await conversations.CreateAsync(user, Title(question), cancellationToken)).Id;
        await conversations.AppendAsync(conversation, "user", question, [], cancellationToken);
        var message = await conversations.AppendAsync(conversation, "assistant", result.Answer, recorder.Citations, cancellationToken);
        return result with
        {
            Answer = message.Text,
            Citations = [.. message.Citations.Select(citation => citation.ToDto())],
            ConversationId = conversation,
            MessageId = message.Id,
        };
    }

    private static string Title(string question)
    {
        var line = question.ReplaceLineEndings(" ").Trim();
        if (line.Length <= TitleCharacters)
            return line;
        var cut = char.IsHighSurrogate(line[TitleCharacters - 1]) ? TitleCharacters - 1 : TitleCharacters;
        return line[..cut] + "…";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer failed while it was streamed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
