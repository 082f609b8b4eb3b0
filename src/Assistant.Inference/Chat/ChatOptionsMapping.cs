using Assistant.Core.Chat;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Wire = OpenAI.Chat.ChatCompletionOptions;

namespace Assistant.Inference.Chat;

/// <summary>Options as the OpenAI package wants them. What the protocol has no word for is refused rather than left out.</summary>
internal static class ChatOptionsMapping
{
    /// <summary>Maps options.</summary>
    /// <param name="options">The options; null for none.</param>
    /// <param name="structured">How the endpoint is asked for JSON.</param>
    /// <exception cref="NotSupportedException">They ask for what only an engine in this process can do.</exception>
    public static Wire ToWire(ChatOptions? options, StructuredOutput structured = StructuredOutput.JsonSchema)
    {
        var wire = new Wire
        {
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            FrequencyPenalty = options?.FrequencyPenalty,
            PresencePenalty = options?.PresencePenalty,
            MaxOutputTokenCount = options?.MaxOutputTokens,
            ResponseFormat = Format(options?.ResponseFormat, structured, IsStrict(options?.AdditionalProperties)),
        };
#pragma warning disable OPENAI001 // The package calls the seed experimental; the protocol has had it since 2023.
        wire.Seed = options?.Seed;
#pragma warning restore OPENAI001
        foreach (var stop in options?.StopSequences ?? []) wire.StopSequences.Add(stop);
        AddTools(wire, options);
        if (options?.TopK is { } topK) AddExtension(wire, "$.top_k"u8, topK);
        if (GenerationOptions.Of(options) is { } generation) Add(wire, generation);
        return wire;
    }

    private static void AddTools(Wire wire, ChatOptions? options)
    {
        foreach (var tool in options?.Tools ?? [])
        {
            var function = tool as AIFunctionDeclaration ?? throw new NotSupportedException($"{tool.Name} is no function; only functions can be sent as tools.");
            wire.Tools.Add(ChatTool.CreateFunctionTool(function.Name, function.Description, BinaryData.FromString(function.JsonSchema.GetRawText()), IsStrict(function.AdditionalProperties)));
        }

        if (wire.Tools.Count == 0) return;
        wire.AllowParallelToolCalls = options!.AllowMultipleToolCalls;
        wire.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
            _ => null,
        };
    }

    private static OpenAI.Chat.ChatResponseFormat? Format(Microsoft.Extensions.AI.ChatResponseFormat? format, StructuredOutput structured, bool? isStrict) => format switch
    {
        ChatResponseFormatJson when structured == StructuredOutput.Prompt => null,
        ChatResponseFormatJson { Schema: { } schema } json when structured == StructuredOutput.JsonSchema =>
            OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, isStrict),
        ChatResponseFormatJson => OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat(),
        ChatResponseFormatText => OpenAI.Chat.ChatResponseFormat.CreateTextFormat(),
        _ => null,
    };

    private static void Add(Wire wire, GenerationOptions generation)
    {
        if (generation.IsRaw) throw new NotSupportedException("The chat protocol takes messages, no plain prompts. Use a model of this process (Assistant:Llm) for plain completion.");
        if (generation.Grammar is not null) throw new NotSupportedException("The chat protocol takes JSON schemas, no grammars. Use a response format with a schema, or a model of this process (Assistant:Llm).");
        if (generation.Beams > 1) throw new NotSupportedException("The chat protocol has no beam search. Use a model of this process (Assistant:Llm).");
        if (generation.Adapters is { Count: > 0 }) throw new NotSupportedException("The chat protocol has no adapters. Name a model with the adapter, or use a model of this process (Assistant:Llm).");
        foreach (var (token, bias) in generation.LogitBias ?? new Dictionary<int, float>()) wire.LogitBiases[token] = (int)Math.Round(bias);
        if (generation.LogProbabilities is { } alternatives)
        {
            wire.IncludeLogProbabilities = true;
            wire.TopLogProbabilityCount = alternatives;
        }

        // Not of OpenAI, but known under these names to vLLM, llama-server and Ollama.
        if (generation.MinP is { } minP) AddExtension(wire, "$.min_p"u8, minP);
        if (generation.TypicalP is { } typicalP) AddExtension(wire, "$.typical_p"u8, typicalP);
        if (generation.RepeatPenalty is not { } penalty) return;
        AddExtension(wire, "$.repeat_penalty"u8, penalty);
        AddExtension(wire, "$.repetition_penalty"u8, penalty);
    }

#pragma warning disable SCME0001 // The package calls its door for members of other servers experimental.
    private static void AddExtension(Wire wire, ReadOnlySpan<byte> path, float value) => wire.Patch.Set(path, Math.Round((double)value, 6));
#pragma warning restore SCME0001

    private static bool? IsStrict(IReadOnlyDictionary<string, object?>? properties) => properties is not null && properties.TryGetValue("strict", out var strict) && strict is bool isStrict ? isStrict : null;
}
