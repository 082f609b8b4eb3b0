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

/// <summary>The only choice.</summary>
internal sealed record ChatChoice(int Index, string? FinishReason)
{
    /// <summary>The whole message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Message { get; init; }

    /// <summary>What a chunk adds to it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Delta { get; init; }
}

/// <summary>Text of a message or of a chunk.</summary>
internal sealed record ChatText
{
    /// <summary><c>assistant</c>; in a stream on the first chunk only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>The text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }
}

/// <summary>Tokens.</summary>
internal sealed record ChatUsage(int PromptTokens, int CompletionTokens, int TotalTokens);

/// <summary>Models in OpenAI's wire format.</summary>
internal sealed record ChatModelList(string Object, IReadOnlyList<ChatModel> Data);

/// <summary>A model.</summary>
internal sealed record ChatModel(string Id, string Object, long Created, string OwnedBy);
