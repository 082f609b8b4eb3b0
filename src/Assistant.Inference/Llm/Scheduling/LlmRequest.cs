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

    /// <summary>
    /// Whether the output is JSON by grammar and has to be whole: when its room is nearly gone, what is open is closed in the shortest way
    /// that the grammar allows. Not with beams.
    /// </summary>
    public bool ClosesJson { get; init; }

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
