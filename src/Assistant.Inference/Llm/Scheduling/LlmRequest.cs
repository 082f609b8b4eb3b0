using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>A text to go on with.</summary>
internal sealed record LlmRequest
{
    /// <summary>The text as tokens; at least one.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>Most tokens to write, at least 1.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public LlamaSamplerSettings Sampling { get; init; } = new();

    /// <summary>Texts that end the output and are not part of it.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Alternatives reported with each token; null reports no log-probabilities.</summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Beams of a beam search; 1 for none.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>Who asks; users take turns.</summary>
    public string User { get; init; } = "";

    /// <summary>Adapters by name with their scale.</summary>
    public IReadOnlyDictionary<string, float> Adapters { get; init; } = new Dictionary<string, float>();
}
