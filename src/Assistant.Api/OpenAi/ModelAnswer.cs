using System.Globalization;
using System.Text;
using System.Text.Json;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>What a language model wrote, in OpenAI's wire format.</summary>
internal static class ModelAnswer
{
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static string Id(string kind) => kind + Guid.CreateVersion7().ToString("n", CultureInfo.InvariantCulture);

    /// <summary>Calls of functions; numbered from <paramref name="first"/> in chunks, not numbered in whole messages.</summary>
    public static IReadOnlyList<ChatToolCall>? Calls(IEnumerable<AIContent> contents, int? first = null)
    {
        List<ChatToolCall> calls = [.. contents.OfType<FunctionCallContent>().Select((call, i) => new ChatToolCall(
            call.CallId, "function", new ChatToolCallFunction(call.Name, JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Compact))) { Index = first + i })];
        return calls.Count == 0 ? null : calls;
    }

    public static string? Reason(ChatFinishReason? reason) => reason switch
    {
        null => null,
        _ when reason == ChatFinishReason.Length => "length",
        _ when reason == ChatFinishReason.ToolCalls => "tool_calls",
        _ when reason == ChatFinishReason.ContentFilter => "content_filter",
        _ => "stop",
    };

    /// <summary>Tokens of all answers; their common prompt counts once.</summary>
    public static ChatUsage? Usage(IEnumerable<UsageDetails?> usages)
    {
        List<UsageDetails> known = [.. usages.OfType<UsageDetails>()];
        if (known.Count == 0) return null;
        var (prompt, completion) = (known.Max(usage => usage.InputTokenCount ?? 0), known.Sum(usage => usage.OutputTokenCount ?? 0));
        return new ChatUsage(prompt, completion, prompt + completion) { PromptTokensDetails = known[0].CachedInputTokenCount is { } cached ? new ChatPromptUsage(cached) : null };
    }

    public static IReadOnlyList<TokenLogProbability> Tokens(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(TokenLogProbability.Key) as IReadOnlyList<TokenLogProbability> ?? [];

    public static ChatLogprobs? Logprobs(AdditionalPropertiesDictionary? properties) => Tokens(properties) is { Count: > 0 } tokens
        ? new ChatLogprobs([.. tokens.Select(token => Logprob(token) with { TopLogprobs = [.. token.Best.Select(Logprob)] })])
        : null;

    public static TextLogprobs? TextLogprobs(AdditionalPropertiesDictionary? properties, ref int offset)
    {
        if (Tokens(properties) is not { Count: > 0 } tokens) return null;
        List<int> offsets = [];
        foreach (var token in tokens)
        {
            offsets.Add(offset);
            offset += Encoding.UTF8.GetCharCount(token.Bytes.Span);
        }

        return new TextLogprobs(
            [.. tokens.Select(token => Text(token))], [.. tokens.Select(token => token.LogProbability)], [.. tokens.Select(Best)], offsets);
    }

    // Two tokens can have the same text, or none; the likelier one stands.
    private static Dictionary<string, float> Best(TokenLogProbability token)
    {
        var best = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var other in token.Best) best.TryAdd(Text(other), other.LogProbability);
        return best;
    }

    private static ChatTokenLogprob Logprob(TokenLogProbability token) => new(Text(token), token.LogProbability, [.. token.Bytes.ToArray().Select(value => (int)value)]);

    private static string Text(TokenLogProbability token) => Encoding.UTF8.GetString(token.Bytes.Span);
}
