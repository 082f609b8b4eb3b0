using System.Text.Json;
using Assistant.Api.Access;
using Assistant.Api.Ask;
using Assistant.Core.Answering;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Limits;
using Microsoft.Extensions.Options;

namespace Assistant.Api.OpenAi;

/// <summary>The part of OpenAI's interface that existing clients and chat applications need; conversations stay with the client.</summary>
internal static partial class OpenAiEndpoints
{
    internal static readonly JsonSerializerOptions Json = new(Contracts.Http.AssistantJson.Options) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapOpenAi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").RequireAuthorization(AccessPolicies.Reader).AddEndpointFilter<OpenAiErrors>().WithTags("openai");
        group.MapPost("/chat/completions", CompleteAsync).Accepts<ChatCompletionBody>("application/json").WithSummary("Answers the last message, with citations, or goes on with a chat by the language model itself, in OpenAI's format");
        group.MapPost("/completions", CompletionsEndpoint.CompleteAsync).Accepts<CompletionBody>("application/json").WithSummary("Goes on with a plain text, in OpenAI's format");
        group.MapPost("/embeddings", EmbeddingsEndpoint.EmbedAsync).Accepts<EmbeddingsBody>("application/json").WithSummary("Vectors of texts by the encoder in use");
        group.MapGet("/models", ModelsAsync).WithSummary("Lists what can be asked (all collections, or one), the language model, and the encoder of texts");
    }

    private static async Task<IResult> ModelsAsync(HttpContext context, ReadableCollections readable, IEncoderDirectory encoders, CancellationToken cancellationToken)
    {
        var collections = await readable.ListAsync(Caller.Of(context), cancellationToken);
        var serving = EncoderLifecycle.Roles.Select(encoders.ForQueries).OfType<Encoder>().Where(encoder => encoder.Text is not null).Select(encoder => encoder.Id).Distinct();
        string[] ids = [ChatModels.All, .. collections.Select(collection => ChatModels.Of(collection.Name)), .. LanguageModels.Ids(context.RequestServices), .. serving];
        return Results.Json(new ChatModelList("list", [.. ids.Select(id => new ChatModel(id, "model", 0, "assistant"))]), Json);
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, IAnswerer answerer, IEncoderDirectory encoders, IOptions<LimitsOptions> limits, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // Read here and not bound, because this format writes its names in snake_case.
        var body = await context.Request.ReadFromJsonAsync<ChatCompletionBody>(Json, cancellationToken) ?? throw new JsonException("The body is null.");
        var logger = loggers.CreateLogger("Assistant.Api.OpenAi");
        if (!ChatModels.IsAssistant(body.Model))
            return await ModelChatEndpoint.CompleteAsync(context, LanguageModels.Of(context.RequestServices, body.Model), body, logger, cancellationToken);
        var request = ChatQuestion.ToRequest(body, Caller.Of(context), limits.Value);
        await encoders.EnsureCanSeeAsync(request.Image, cancellationToken);
        var head = new ChatCompletion(
            ModelAnswer.Id("chatcmpl-"),
            body.Stream == true ? "chat.completion.chunk" : "chat.completion",
            DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            body.Model ?? ChatModels.All,
            []);
        await using var events = answerer.AnswerAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The first step is awaited before anything is written: what goes wrong before it still gets a status of its own.
        if (!await events.MoveNextAsync())
            throw new InvalidOperationException("The answer ended before its first event.");
        if (body.Stream == true)
        {
            await StreamAsync(context.Response, events, head, body.StreamOptions?.IncludeUsage == true, logger, cancellationToken);
            return Results.Empty;
        }

        var recorder = new AnswerRecorder();
        do
            recorder.Add(events.Current);
        while (await events.MoveNextAsync());
        var result = recorder.ToResult();
        return Results.Json(
            head with { Choices = [new ChatChoice(0, "stop") { Message = new ChatText { Role = "assistant", Content = result.Answer } }], Usage = Usage(result.Usage), Citations = result.Citations },
            Json);
    }

    private static async Task StreamAsync(HttpResponse response, IAsyncEnumerator<AnswerEvent> events, ChatCompletion head, bool usage, ILogger logger, CancellationToken cancellationToken)
    {
        var stream = new EventStream(response, cancellationToken);
        stream.Begin();
        await stream.WriteAsync(head with { Choices = [new ChatChoice(0, null) { Delta = new ChatText { Role = "assistant", Content = "" } }] });
        var recorder = new AnswerRecorder();
        try
        {
            do
            {
                recorder.Add(events.Current);
                if (events.Current is TextEvent text)
                    await stream.WriteAsync(head with { Choices = [new ChatChoice(0, null) { Delta = new ChatText { Content = text.Text } }] });
            }
            while (await events.MoveNextAsync());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Failed(logger, exception);
            await stream.FailAsync("The answer failed; the log of the service has the details.");
            return;
        }

        var result = recorder.ToResult();
        await stream.WriteAsync(head with { Choices = [new ChatChoice(0, "stop") { Delta = new ChatText() }], Citations = result.Citations });
        if (usage)
            await stream.WriteAsync(head with { Usage = Usage(result.Usage) });
        await stream.EndAsync();
    }

    private static ChatUsage Usage(Contracts.Http.AskUsage usage) => new(usage.PromptTokens, usage.CompletionTokens, usage.PromptTokens + usage.CompletionTokens);

    [LoggerMessage(Level = LogLevel.Error, Message = "A chat completion failed while it was streamed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
