using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Wire = OpenAI.Chat.ChatMessage;

namespace Assistant.Inference.Chat;

/// <summary>Messages and options as the OpenAI package wants them.</summary>
internal static class ChatMessageMapping
{
    /// <summary>Maps messages; text and pictures are carried, other content is refused.</summary>
    public static List<Wire> ToWire(IEnumerable<ChatMessage> messages)
    {
        var wire = new List<Wire>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System) wire.Add(new SystemChatMessage(message.Text));
            else if (message.Role == ChatRole.Assistant) wire.Add(new AssistantChatMessage(message.Text));
            else if (message.Role == ChatRole.User) wire.Add(new UserChatMessage(Parts(message)));
            else throw new NotSupportedException($"Messages of the role {message.Role} cannot be sent.");
        }

        return wire;
    }

    /// <summary>Maps the options that the protocol has; tools are refused rather than left out.</summary>
    /// <param name="options">The options; null for none.</param>
    /// <param name="structured">How the endpoint is asked for JSON.</param>
    public static ChatCompletionOptions ToWire(ChatOptions? options, StructuredOutput structured)
    {
        if (options?.Tools is { Count: > 0 }) throw new NotSupportedException("This chat client does not call tools.");
        var wire = new ChatCompletionOptions
        {
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            FrequencyPenalty = options?.FrequencyPenalty,
            PresencePenalty = options?.PresencePenalty,
            MaxOutputTokenCount = options?.MaxOutputTokens,
        };
        foreach (var stop in options?.StopSequences ?? []) wire.StopSequences.Add(stop);
        if (options?.ResponseFormat is ChatResponseFormatJson json && structured != StructuredOutput.Prompt)
        {
            // Not strict: that kind of schema may have no alternatives at its root.
            wire.ResponseFormat = json.Schema is { } schema && structured == StructuredOutput.JsonSchema
                ? OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, jsonSchemaIsStrict: false)
                : OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();
        }

        return wire;
    }

    /// <summary>Maps a reason for the end; null when there is none yet.</summary>
    public static Microsoft.Extensions.AI.ChatFinishReason? FromWire(OpenAI.Chat.ChatFinishReason? reason) => reason switch
    {
        null => null,
        OpenAI.Chat.ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => Microsoft.Extensions.AI.ChatFinishReason.ToolCalls,
        _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
    };

    /// <summary>Maps token counts; null when the server sent none.</summary>
    public static UsageDetails? FromWire(ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };

    private static List<ChatMessageContentPart> Parts(ChatMessage message)
    {
        var parts = new List<ChatMessageContentPart>();
        foreach (var content in message.Contents)
        {
            parts.Add(content switch
            {
                TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
                DataContent data when data.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
                UriContent uri when uri.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(uri.Uri),
                _ => throw new NotSupportedException($"{content.GetType().Name} cannot be sent in a user message."),
            });
        }

        return parts;
    }
}
