using System.Text.Json.Serialization;
using Assistant.Contracts.Http;

namespace Assistant.Api.OpenAi;

/// <summary>A completion, or a chunk of one, in OpenAI's wire format, with the checked citations as one member more.</summary>
internal sealed record ChatCompletion(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices)
{
    /// <summary>Tokens; 0 where no model was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatUsage? Usage { get; init; }

    /// <summary>What each [n] of the text stands on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AskCitation>? Citations { get; init; }
}

/// <summary>One of the answers.</summary>
internal sealed record ChatChoice(int Index, string? FinishReason)
{
    /// <summary>The whole message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Message { get; init; }

    /// <summary>What a chunk adds to it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Delta { get; init; }

    /// <summary>Log-probabilities of its tokens, when they were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatLogprobs? Logprobs { get; init; }
}

/// <summary>Text and calls of a message or of a chunk.</summary>
internal sealed record ChatText
{
    /// <summary><c>assistant</c>; in a stream on the first chunk only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>The text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    /// <summary>Functions to call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }
}

/// <summary>A function to call; the index stands in chunks only.</summary>
internal sealed record ChatToolCall(string Id, string Type, ChatToolCallFunction Function)
{
    /// <summary>Its place among the calls of the message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; init; }
}

/// <summary>Name and arguments, which are JSON as text.</summary>
internal sealed record ChatToolCallFunction(string Name, string Arguments);

/// <summary>Log-probabilities of a message's tokens.</summary>
internal sealed record ChatLogprobs(IReadOnlyList<ChatTokenLogprob> Content);

/// <summary>A token with its natural log-probability; the bytes are those of characters that need several tokens, too.</summary>
internal sealed record ChatTokenLogprob(string Token, float Logprob, IReadOnlyList<int> Bytes)
{
    /// <summary>The likeliest alternatives, on the token itself only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatTokenLogprob>? TopLogprobs { get; init; }
}

/// <summary>Tokens.</summary>
internal sealed record ChatUsage(long PromptTokens, long CompletionTokens, long TotalTokens)
{
    /// <summary>What of the prompt was known already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatPromptUsage? PromptTokensDetails { get; init; }
}

/// <summary>Tokens of a prompt.</summary>
internal sealed record ChatPromptUsage(long CachedTokens);

/// <summary>Models in OpenAI's wire format.</summary>
internal sealed record ChatModelList(string Object, IReadOnlyList<ChatModel> Data);

/// <summary>A model.</summary>
internal sealed record ChatModel(string Id, string Object, long Created, string OwnedBy);
