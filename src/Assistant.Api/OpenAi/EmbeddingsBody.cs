using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>Body of <c>POST /v1/embeddings</c>.</summary>
internal sealed record EmbeddingsBody
{
    /// <summary>An encoder's id, or <c>assistant</c> for the one that compares texts; absent for that too.</summary>
    public string? Model { get; init; }

    /// <summary>A text, or a list of texts.</summary>
    public JsonElement Input { get; init; }

    /// <summary><c>float</c> or <c>base64</c> (float32, little-endian).</summary>
    public string? EncodingFormat { get; init; }

    /// <summary>Width of the vectors; only the encoder's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>An addition to the format: <c>query</c> for what is searched with, else <c>passage</c>.</summary>
    public string? InputType { get; init; }
}

/// <summary>Answer of <c>POST /v1/embeddings</c>. <c>Embedding</c> is a list of numbers or a base64 text.</summary>
internal sealed record EmbeddingList(string Object, IReadOnlyList<EmbeddingItem> Data, string Model, EmbeddingUsage Usage);

/// <summary>A vector.</summary>
internal sealed record EmbeddingItem(string Object, int Index, object Embedding);

/// <summary>Tokens; the encoders do not count them, so these are 0.</summary>
internal sealed record EmbeddingUsage(int PromptTokens, int TotalTokens);
