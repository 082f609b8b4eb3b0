using System.Runtime.CompilerServices;
using System.Text;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Inference.Llm.Scheduling;
using Assistant.Inference.Templates;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Llm;

/// <summary>
/// The language model of this process as an <see cref="IChatClient"/>: text, tools by the model's own template, JSON by grammar, and
/// what <see cref="GenerationOptions"/> asks for. JSON whose room runs out is closed with its last 64 tokens, not with beams, and has <see cref="ChatFinishReason.Length"/>
/// as its end. The last update carries the usage and, under <see cref="GenerationTimings.Key"/>,
/// the times; several choices are several calls, which share their prompt in memory. Without a temperature it samples at 0.8. Safe
/// from many threads.
/// </summary>
/// <remarks>What the model or its engine refuses is a <see cref="ChatModelException"/>; cancellation is passed on as it is and frees the slot at once.</remarks>
public sealed class LocalChatClient : IChatClient, IContextWindow
{
    private const float DefaultTemperature = 0.8f;
    private readonly LanguageModel language;
    private readonly LlmServingOptions serving;
    private readonly ChatClientMetadata metadata;

    /// <summary>Answers with the language model of this process.</summary>
    public LocalChatClient(LanguageModel language, IOptions<LlmServingOptions> serving)
    {
        ArgumentNullException.ThrowIfNull(language);
        ArgumentNullException.ThrowIfNull(serving);
        (this.language, this.serving) = (language, serving.Value);
        metadata = new ChatClientMetadata("llama.cpp", null, language.Name);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        var tokens = new List<TokenLogProbability>();
        ChatResponseUpdate? last = null;
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
            if (update.AdditionalProperties?.GetValueOrDefault(TokenLogProbability.Key) is IReadOnlyList<TokenLogProbability> reported) tokens.AddRange(reported);
            last = update;
        }

        List<AIContent> contents = text.Length > 0 ? [new TextContent(text.ToString())] : [];
        contents.AddRange(last!.Contents.OfType<FunctionCallContent>());
        var properties = new AdditionalPropertiesDictionary(last.AdditionalProperties ?? []);
        if (tokens.Count > 0) properties[TokenLogProbability.Key] = (IReadOnlyList<TokenLogProbability>)tokens;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = last.MessageId })
        {
            ResponseId = last.ResponseId,
            ModelId = last.ModelId,
            CreatedAt = last.CreatedAt,
            FinishReason = last.FinishReason,
            Usage = last.Contents.OfType<UsageContent>().First().Details,
            AdditionalProperties = properties,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var activity = LlmTelemetry.Start(language.Name);
        var model = await language.LoadedAsync(cancellationToken).ConfigureAwait(false);
        var tools = options?.ToolMode is NoneChatToolMode ? [] : (options?.Tools ?? []).OfType<AIFunctionDeclaration>().ToList();
        var reader = tools.Count > 0 ? ToolCallFormat.Of(model.Template).Reader(tools) : null;
        var request = Request(model, [.. messages], options, tools);
        var id = $"chatcmpl-{Guid.NewGuid():N}";
        var created = DateTimeOffset.UtcNow;
        await foreach (var piece in model.Scheduler.RunAsync(model.Prepare(request), cancellationToken).ConfigureAwait(false))
        {
            var text = reader?.Add(piece.Text) ?? piece.Text;
            var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = id, MessageId = id, ModelId = language.Name, CreatedAt = created };
            if (piece.Tokens.Count > 0) (update.AdditionalProperties ??= [])[TokenLogProbability.Key] = piece.Tokens;
            if (piece.End is { } end)
            {
                var (rest, calls) = reader?.Finish() ?? ("", []);
                text += rest;
                LlmTelemetry.Ended(activity, end);
                foreach (var call in calls) update.Contents.Add(call);
                update.Contents.Add(new UsageContent(Usage(end)));
                update.FinishReason = calls.Count > 0 ? ChatFinishReason.ToolCalls : end.IsCut ? ChatFinishReason.Length : ChatFinishReason.Stop;
                (update.AdditionalProperties ??= [])[GenerationTimings.Key] =
                    new GenerationTimings(end.QueueMs, end.PromptMs, end.GenerationMs, end.TokensPerSecond, end.CachedTokens, end.DraftedTokens, end.AcceptedTokens);
            }

            if (text.Length > 0) update.Contents.Insert(0, new TextContent(text));
            if (update.Contents.Count > 0 || update.AdditionalProperties is not null) yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return metadata;
        if (serviceType == typeof(LanguageModel)) return language;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ChatModelException">The model cannot be loaded.</exception>
    public async ValueTask<int> ReadTokensAsync(CancellationToken cancellationToken = default) => (await language.LoadedAsync(cancellationToken).ConfigureAwait(false)).Window;

    /// <summary>Nothing to release: the model belongs to <see cref="LanguageModel"/>.</summary>
    public void Dispose()
    {
    }

    private LlmRequest Request(LocalModel model, List<ChatMessage> messages, ChatOptions? options, List<AIFunctionDeclaration> tools)
    {
        var generation = GenerationOptions.Of(options);
        var prompt = Prompt(model, messages, generation?.IsRaw == true, tools);
        if (generation?.LogProbabilities is < 0 or > 20) throw new ChatModelException("0 to 20 alternatives can be reported with each token.");
        if (generation?.Beams is < 1) throw new ChatModelException("A beam search needs 1 beam or more.");
        if (options?.Temperature is < 0) throw new ChatModelException("The temperature must be 0 or more.");
        if (options?.MaxOutputTokens is < 1) throw new ChatModelException("At least 1 token must be allowed as output.");
        var grammar = OutputGrammar.Of(options, generation, tools, ToolCallFormat.Of(model.Template));
        return new LlmRequest
        {
            Prompt = prompt,
            // Without a limit as much as fits.
            MaxTokens = options?.MaxOutputTokens ?? Math.Clamp(model.Window - prompt.Length, 1, serving.MaxOutputTokens),
            ClosesJson = grammar is not null && generation?.Grammar is not { Length: > 0 },
            Stops = [.. options?.StopSequences ?? []],
            LogProbabilities = generation?.LogProbabilities,
            Beams = generation?.Beams ?? 1,
            User = generation?.User ?? "",
            Adapters = generation?.Adapters ?? new Dictionary<string, float>(),
            Sampling = new LlamaSamplerSettings
            {
                Temperature = options?.Temperature ?? DefaultTemperature,
                TopK = options?.TopK ?? 0,
                TopP = options?.TopP ?? 1,
                MinP = generation?.MinP ?? 0,
                TypicalP = generation?.TypicalP ?? 1,
                RepeatPenalty = generation?.RepeatPenalty ?? 1,
                FrequencyPenalty = options?.FrequencyPenalty ?? 0,
                PresencePenalty = options?.PresencePenalty ?? 0,
                Seed = options?.Seed is { } seed ? unchecked((uint)seed) : null,
                LogitBias = generation?.LogitBias,
                Grammar = grammar,
            },
        };
    }

    private static int[] Prompt(LocalModel model, List<ChatMessage> messages, bool isRaw, List<AIFunctionDeclaration> tools)
    {
        if (isRaw) return model.Prompts.TokenizePlain(string.Concat(messages.Select(message => message.Text)));
        var vocabulary = model.Model.Vocabulary;
        try
        {
            return model.Prompts.Tokenize(model.Template.Render(model.Prompts.Guard(messages), tools, addGenerationPrompt: true, Text(vocabulary.Bos), Text(vocabulary.Eos)));
        }
        catch (Exception failure) when (failure is ChatTemplateException or NotSupportedException)
        {
            throw new ChatModelException($"The model's chat template cannot take this conversation: {failure.Message}", failure);
        }

        string? Text(int? token) => token is { } id ? Encoding.UTF8.GetString(vocabulary.Bytes(id).Span) : null;
    }

    private static UsageDetails Usage(LlmEnd end) => new()
    {
        InputTokenCount = end.PromptTokens,
        OutputTokenCount = end.CompletionTokens,
        TotalTokenCount = end.PromptTokens + end.CompletionTokens,
        CachedInputTokenCount = end.CachedTokens,
    };
}
