using Assistant.Core.Answering;
using Assistant.Hosting.Access;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary><c>POST /v1/chat/completions</c> with a language model's own id.</summary>
internal static partial class ModelChatEndpoint
{
    public static async Task<IResult> CompleteAsync(HttpContext context, IChatClient client, ChatCompletionBody body, ILogger logger, CancellationToken cancellationToken)
    {
        var (messages, options, count) = (ModelQuestion.Messages(body), ModelQuestion.Options(body, Caller.Of(context)), SamplingReader.Choices(body));
        var head = new ChatCompletion(ModelAnswer.Id("chatcmpl-"), body.Stream == true ? "chat.completion.chunk" : "chat.completion", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), body.Model!, []);
        if (body.Stream == true)
        {
            await StreamAsync(context.Response, ChatChoices.StreamAsync(client, messages, options, count, cancellationToken), head, body.StreamOptions?.IncludeUsage == true, logger, cancellationToken);
            return Results.Empty;
        }

        var answers = await LanguageModels.AskAsync(() => ChatChoices.GetAsync(client, messages, options, count, cancellationToken));
        var choices = answers.Select((answer, i) => new ChatChoice(i, ModelAnswer.Reason(answer.FinishReason) ?? "stop")
        {
            Message = Message(answer),
            Logprobs = ModelAnswer.Logprobs(answer.AdditionalProperties),
        });
        return Results.Json(head with { Choices = [.. choices], Usage = ModelAnswer.Usage(answers.Select(answer => answer.Usage)) }, OpenAiEndpoints.Json);
    }

    private static ChatText Message(ChatResponse answer)
    {
        var calls = ModelAnswer.Calls(answer.Messages.SelectMany(message => message.Contents));
        return new ChatText { Role = "assistant", Content = calls is not null && answer.Text.Length == 0 ? null : answer.Text, ToolCalls = calls };
    }

    private static async Task StreamAsync(HttpResponse response, IAsyncEnumerable<(int Index, ChatResponseUpdate Update)> pieces, ChatCompletion head, bool usage, ILogger logger, CancellationToken cancellationToken)
    {
        await using var updates = pieces.GetAsyncEnumerator(cancellationToken);
        // The first piece is awaited before anything is written: what goes wrong before it still gets a status of its own.
        var more = await LanguageModels.AskAsync(async () => await updates.MoveNextAsync());
        var stream = new EventStream(response, cancellationToken);
        stream.Begin();
        Dictionary<int, int> calls = [];
        List<UsageDetails?> usages = [];
        try
        {
            for (; more; more = await updates.MoveNextAsync())
            {
                var (index, update) = updates.Current;
                if (calls.TryAdd(index, 0)) await WriteAsync(index, new ChatText { Role = "assistant", Content = "" });
                var called = ModelAnswer.Calls(update.Contents, calls[index]);
                calls[index] += called?.Count ?? 0;
                usages.AddRange(update.Contents.OfType<UsageContent>().Select(content => content.Details));
                var logprobs = ModelAnswer.Logprobs(update.AdditionalProperties);
                if (update.Text.Length > 0 || called is not null || logprobs is not null) await WriteAsync(index, new ChatText { Content = update.Text.Length > 0 ? update.Text : null, ToolCalls = called }, logprobs: logprobs);
                if (update.FinishReason is { } reason) await WriteAsync(index, new ChatText(), ModelAnswer.Reason(reason));
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Failed(logger, exception);
            await stream.FailAsync((exception as ChatModelException)?.Message ?? "The answer failed; the log of the service has the details.");
            return;
        }

        if (usage) await stream.WriteAsync(head with { Usage = ModelAnswer.Usage(usages) ?? new ChatUsage(0, 0, 0) });
        await stream.EndAsync();

        Task WriteAsync(int index, ChatText delta, string? reason = null, ChatLogprobs? logprobs = null) =>
            stream.WriteAsync(head with { Choices = [new ChatChoice(index, reason) { Delta = delta, Logprobs = logprobs }] });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A chat completion of the language model failed while it was streamed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
