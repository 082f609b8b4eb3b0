using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>
/// Body of <c>POST /v1/chat/completions</c> as the OpenAI clients send it. A language model honours all of it. The models <c>assistant</c>
/// and <c>assistant:COLLECTION</c> answer with retrieval and settings of their own: for them how to write (temperature, seed, …) is
/// ignored, and what they cannot give (tools, a JSON format, log-probabilities, several answers) is refused.
/// </summary>
internal sealed record ChatCompletionBody : SamplingBody
{
    /// <summary>The conversation.</summary>
    public IReadOnlyList<ChatMessageBody?>? Messages { get; init; }

    /// <summary>The later name of <c>max_tokens</c>.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>Functions that the model may call.</summary>
    public IReadOnlyList<ToolBody?>? Tools { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or <c>{"type":"function","function":{"name":…}}</c>.</summary>
    public JsonElement ToolChoice { get; init; }

    /// <summary>Whether one message may call several functions; true by default.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Text, any JSON object, or JSON by a schema.</summary>
    public ResponseFormatBody? ResponseFormat { get; init; }

    /// <summary>Whether each token's log-probability is reported.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many alternatives with each, 0 to 20.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>The old form of tools; refused.</summary>
    public JsonElement Functions { get; init; }
}

/// <summary>A message; its content is text or a list of parts.</summary>
internal sealed record ChatMessageBody(string? Role, JsonElement Content)
{
    /// <summary>Functions that the assistant called.</summary>
    public IReadOnlyList<ToolCallBody?>? ToolCalls { get; init; }

    /// <summary>The call that a message of the role <c>tool</c> answers.</summary>
    public string? ToolCallId { get; init; }
}

/// <summary>A call in a message of the assistant.</summary>
internal sealed record ToolCallBody(string? Id, string? Type, ToolCallFunctionBody? Function);

/// <summary>The called function; its arguments are JSON as text.</summary>
internal sealed record ToolCallFunctionBody(string? Name, string? Arguments);

/// <summary>A tool; only functions.</summary>
internal sealed record ToolBody(string? Type, FunctionBody? Function);

/// <summary>A function with the schema of its arguments.</summary>
internal sealed record FunctionBody(string? Name, string? Description, JsonElement Parameters, bool? Strict);

/// <summary>Form of an answer.</summary>
internal sealed record ResponseFormatBody(string? Type, JsonSchemaBody? JsonSchema);

/// <summary>A named schema; it is always kept to strictly.</summary>
internal sealed record JsonSchemaBody(string? Name, string? Description, JsonElement Schema, bool? Strict);
