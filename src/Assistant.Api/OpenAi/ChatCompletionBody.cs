using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>Body of <c>POST /v1/chat/completions</c> as the OpenAI clients send it; members that the assistant has no use for (temperature, seed, …) are ignored.</summary>
internal sealed record ChatCompletionBody
{
    /// <summary><c>assistant</c>, or <c>assistant:COLLECTION</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation; the last message of the user is the question.</summary>
    public IReadOnlyList<ChatMessage?>? Messages { get; init; }

    /// <summary>Server-sent chunks instead of one document.</summary>
    public bool? Stream { get; init; }

    /// <summary>Options of a stream.</summary>
    public ChatStreamOptions? StreamOptions { get; init; }
}

/// <summary>A message; its content is text or a list of parts.</summary>
internal sealed record ChatMessage(string? Role, JsonElement Content);

/// <summary>Options of a stream.</summary>
internal sealed record ChatStreamOptions(bool? IncludeUsage);
