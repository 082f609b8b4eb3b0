using System.Globalization;
using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Hosting.Access;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary><c>POST /v1/completions</c>: a language model goes on with a plain text.</summary>
internal static partial class CompletionsEndpoint
{
    private const int MostPrompts = 16;
    /// <summary>OpenAI's default, which clients of this route count on.</summary>
    private const int DefaultMaxTokens = 16;

    public static async Task<IResult> CompleteAsync(HttpContext context, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadFromJsonAsync<CompletionBody>(OpenAiEndpoints.Json, cancellationToken) ?? throw new JsonException("The body is null.");
        var client = LanguageModels.Of(context.RequestServices, body.Model);
        var (prompts, options, count) = (Prompts(body.Prompt), Options(body, Caller.Of(context)), SamplingReader.Choices(body));
        if (prompts.Count * count > MostPrompts) throw new OpenAiRequestException("n", $"Prompts times n is at most {MostPrompts}.");
        var head = new TextCompletion(ModelAnswer.Id("cmpl-"), "text_completion", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), body.Model!, []);
        if (body.Stream == true)
        {
            await StreamAsync(context.Response, client, prompts, options, count, body, head, loggers.CreateLogger("Assistant.Api.OpenAi"), cancellationToken);
            return Results.Empty;
        }

        List<TextChoice> choices = [];
        List<ChatUsage?> usages = [];
        foreach (var prompt in prompts)
        {
            var answers = await LanguageModels.AskAsync(() => ChatChoices.GetAsync(client, [new ChatMessage(ChatRole.User, prompt)], options, count, cancellationToken));
            usages.Add(ModelAnswer.Usage(answers.Select(answer => answer.Usage)));
            foreach (var answer in answers)
            {
                var offset = 0;
                choices.Add(new TextChoice(body.Echo == true ? prompt + answer.Text : answer.Text, choices.Count, ModelAnswer.TextLogprobs(answer.AdditionalProperties, ref offset), ModelAnswer.Reason(answer.FinishReason) ?? "stop"));
            }
        }

        return Results.Json(head with { Choices = choices, Usage = Sum(usages) }, OpenAiEndpoints.Json);
    }

    private static async Task StreamAsync(
        HttpResponse response, IChatClient client, List<string> prompts, ChatOptions options, int count, CompletionBody body, TextCompletion head, ILogger logger, CancellationToken cancellationToken)
    {
        var stream = new EventStream(response, cancellationToken);
        List<ChatUsage?> usages = [];
        var begun = false;
        for (var p = 0; p < prompts.Count; p++)
        {
            await using var updates = ChatChoices.StreamAsync(client, [new ChatMessage(ChatRole.User, prompts[p])], options, count, cancellationToken).GetAsyncEnumerator(cancellationToken);
            List<UsageDetails?> used = [];
            var offsets = new int[count];
            HashSet<int> seen = [];
            try
            {
                // Until the first piece, what goes wrong gets a status of its own.
                for (var more = begun ? await updates.MoveNextAsync() : await LanguageModels.AskAsync(async () => await updates.MoveNextAsync()); more; more = await updates.MoveNextAsync())
                {
                    if (!begun) stream.Begin();
                    begun = true;
                    var (index, update) = updates.Current;
                    used.AddRange(update.Contents.OfType<UsageContent>().Select(content => content.Details));
                    if (seen.Add(index) && body.Echo == true) await WriteAsync(p, index, prompts[p], null, null);
                    var logprobs = ModelAnswer.TextLogprobs(update.AdditionalProperties, ref offsets[index]);
                    if (update.Text.Length > 0 || logprobs is not null || update.FinishReason is not null) await WriteAsync(p, index, update.Text, logprobs, ModelAnswer.Reason(update.FinishReason));
                }
            }
            catch (Exception exception) when (begun && exception is not OperationCanceledException)
            {
                Failed(logger, exception);
                await stream.FailAsync((exception as ChatModelException)?.Message ?? "The answer failed; the log of the service has the details.");
                return;
            }

            usages.Add(ModelAnswer.Usage(used));
        }

        if (body.StreamOptions?.IncludeUsage == true) await stream.WriteAsync(head with { Usage = Sum(usages) ?? new ChatUsage(0, 0, 0) });
        await stream.EndAsync();

        Task WriteAsync(int prompt, int index, string text, TextLogprobs? logprobs, string? reason) =>
            stream.WriteAsync(head with { Choices = [new TextChoice(text, (prompt * count) + index, logprobs, reason)] });
    }

    private static ChatOptions Options(CompletionBody body, Caller caller)
    {
        if (body.Suffix is not null) throw new OpenAiRequestException("suffix", "Text cannot be filled in before a suffix.");
        if (body.BestOf is not null && body.BestOf != (body.N ?? 1)) throw new OpenAiRequestException("best_of", "best_of is not supported beyond n; leave it out.");
        if (body.Logprobs is < 0 or > 5) throw new OpenAiRequestException("logprobs", "logprobs is 0 to 5.");
        if (body.Logprobs is not null && body.Echo == true) throw new OpenAiRequestException("echo", "The prompt's own log-probabilities are not reported; use either echo or logprobs.");
        return SamplingReader.Options(body, body.MaxTokens ?? DefaultMaxTokens, new GenerationOptions { IsRaw = true, User = caller.User, LogProbabilities = body.Logprobs });
    }

    private static List<string> Prompts(JsonElement prompt) => prompt.ValueKind switch
    {
        JsonValueKind.String => [Prompt(prompt, "prompt")],
        JsonValueKind.Array when prompt.GetArrayLength() is > 0 and <= MostPrompts => [.. prompt.EnumerateArray().Select((item, i) => Prompt(item, string.Create(CultureInfo.InvariantCulture, $"prompt[{i}]")))],
        _ => throw new OpenAiRequestException("prompt", $"prompt is a text or a list of 1 to {MostPrompts} texts."),
    };

    private static string Prompt(JsonElement prompt, string place)
    {
        if (prompt.ValueKind is JsonValueKind.Number or JsonValueKind.Array) throw new OpenAiRequestException(place, "A prompt is text; lists of token ids are not taken.");
        return SamplingReader.Text(prompt, place) is { Length: > 0 } text ? text : throw new OpenAiRequestException(place, "The prompt is empty.");
    }

    private static ChatUsage? Sum(List<ChatUsage?> usages)
    {
        List<ChatUsage> known = [.. usages.OfType<ChatUsage>()];
        return known.Count == 0 ? null : new ChatUsage(known.Sum(usage => usage.PromptTokens), known.Sum(usage => usage.CompletionTokens), known.Sum(usage => usage.TotalTokens));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A completion failed while it was streamed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
