using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Wire = OpenAI.Chat.ChatMessage;

namespace Assistant.Inference.Chat;

/// <summary>Messages as the OpenAI package wants them.</summary>
internal static class ChatMessageMapping
{
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Maps messages; text, pictures, calls of tools and their results are carried, other content is refused.</summary>
    public static List<Wire> ToWire(IEnumerable<ChatMessage> messages)
    {
        var wire = new List<Wire>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System || message.Role.Value == "developer") wire.Add(new SystemChatMessage(message.Text));
            else if (message.Role == ChatRole.Assistant) wire.Add(Assistant(message));
            else if (message.Role == ChatRole.User) wire.Add(new UserChatMessage(Parts(message)));
            else if (message.Role == ChatRole.Tool) wire.AddRange(message.Contents.OfType<FunctionResultContent>().Select(result => new ToolChatMessage(result.CallId, Text(result.Result))));
            else throw new NotSupportedException($"Messages of the role {message.Role} cannot be sent.");
        }

        return wire;
    }

    /// <summary>Arguments or results as JSON; texts as they are.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        _ => JsonSerializer.Serialize(value, Compact),
    };

    private static AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(call.Arguments is null ? "{}" : Text(call.Arguments)))).ToList();
        if (calls.Count == 0) return new AssistantChatMessage(message.Text);
        var wire = new AssistantChatMessage(calls);
        if (message.Text.Length > 0) wire.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return wire;
    }

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
