using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>Body of <c>POST /v1/completions</c>: a plain prompt, which no chat template is put around.</summary>
internal sealed record CompletionBody : SamplingBody
{
    /// <summary>A text, or a list of up to 16.</summary>
    public JsonElement Prompt { get; init; }

    /// <summary>Whether the answer begins with the prompt.</summary>
    public bool? Echo { get; init; }

    /// <summary>How many alternatives with each token's log-probability, 0 to 5; none are reported when it is absent.</summary>
    public int? Logprobs { get; init; }

    /// <summary>Refused unless it is <c>n</c>.</summary>
    public int? BestOf { get; init; }

    /// <summary>Text after the gap; refused.</summary>
    public string? Suffix { get; init; }
}
