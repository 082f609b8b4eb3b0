using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>What chat and plain completions share: the model, and how it is to write.</summary>
internal abstract record SamplingBody
{
    /// <summary>Id of a model; <c>GET /v1/models</c> lists them.</summary>
    public string? Model { get; init; }

    /// <summary>Server-sent chunks instead of one document.</summary>
    public bool? Stream { get; init; }

    /// <summary>Options of a stream.</summary>
    public ChatStreamOptions? StreamOptions { get; init; }

    /// <summary>How many answers, 1 to 16.</summary>
    public int? N { get; init; }

    /// <summary>Tokens that may be written.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>A text or a list of texts that end the answer and are not part of it.</summary>
    public JsonElement Stop { get; init; }

    /// <summary>Makes sampling repeatable.</summary>
    public long? Seed { get; init; }

    /// <summary>0 (always the likeliest token) to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>Share of probability that is sampled from, above 0 to 1.</summary>
    public float? TopP { get; init; }

    /// <summary>-2 to 2; grows with each use of a token.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2; once for a token that was used.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>Token ids and what is added to their logits, -100 to 100.</summary>
    public IReadOnlyDictionary<string, float>? LogitBias { get; init; }

    /// <summary>An addition to the format, as other servers know it: how many of the likeliest tokens are sampled from; 0 for all.</summary>
    public int? TopK { get; init; }

    /// <summary>An addition: 0 to 1, share of the best token's probability below which tokens are dropped.</summary>
    public float? MinP { get; init; }

    /// <summary>An addition: locally typical sampling, above 0 to 1.</summary>
    public float? TypicalP { get; init; }

    /// <summary>An addition, llama-server's name: above 0 to 10; 1 is off.</summary>
    public float? RepeatPenalty { get; init; }

    /// <summary>The same under vLLM's name.</summary>
    public float? RepetitionPenalty { get; init; }

    /// <summary>An addition: a GBNF grammar that the answer follows.</summary>
    public string? Grammar { get; init; }
}

/// <summary>Options of a stream.</summary>
internal sealed record ChatStreamOptions(bool? IncludeUsage);
