using System.Text;
using System.Text.Json;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Assistant.Inference.Chat;

/// <summary>What a server answered, in our terms.</summary>
internal static class ChatAnswerMapping
{
    // Servers tell a token's text, not its number.
    private const int UnknownToken = -1;

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

    /// <summary>Maps a call.</summary>
    /// <exception cref="FormatException">Its arguments are no JSON object.</exception>
    public static FunctionCallContent Call(string? id, string? name, string arguments)
    {
        if (string.IsNullOrEmpty(name)) throw new FormatException("A call names no function.");
        try
        {
            var values = string.IsNullOrWhiteSpace(arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments) ?? [];
            return new FunctionCallContent(string.IsNullOrEmpty(id) ? $"call_{Guid.NewGuid():N}"[..24] : id, name, values.ToDictionary(value => value.Key, value => (object?)value.Value, StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new FormatException("The arguments of a call are no JSON object.", e);
        }
    }

    /// <summary>Puts log-probabilities where readers look for them.</summary>
    public static AdditionalPropertiesDictionary? Properties(IReadOnlyList<ChatTokenLogProbabilityDetails>? tokens)
    {
        if (tokens is not { Count: > 0 }) return null;
        IReadOnlyList<TokenLogProbability> mapped =
        [
            .. tokens.Select(token => new TokenLogProbability(
                UnknownToken,
                Bytes(token.Utf8Bytes, token.Token),
                token.LogProbability,
                [.. token.TopLogProbabilities.Select(other => new TokenLogProbability(UnknownToken, Bytes(other.Utf8Bytes, other.Token), other.LogProbability, []))])),
        ];
        return new AdditionalPropertiesDictionary { [TokenLogProbability.Key] = mapped };
    }

    private static ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<byte>? bytes, string text) => bytes ?? Encoding.UTF8.GetBytes(text);
}
