namespace Assistant.Native.LlamaCpp;

/// <summary>How the next token is chosen. Applied in this order: logit bias, grammar, penalties, top-k, typical, top-p, min-p, temperature.</summary>
public sealed record LlamaSamplerSettings
{
    /// <summary>Divides the logits; 0 (the default) takes the best token, whatever the filters say.</summary>
    public float Temperature { get; init; }

    /// <summary>Keeps that many of the best; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Keeps the fewest whose probabilities sum to this; 1 for all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Drops those below this share of the best one's probability; 0 for none.</summary>
    public float MinP { get; init; }

    /// <summary>Locally typical sampling (arXiv 2202.00666); 1 is off.</summary>
    public float TypicalP { get; init; } = 1;

    /// <summary>Divides positive and multiplies negative logits of tokens in the window; 1 is off.</summary>
    public float RepeatPenalty { get; init; } = 1;

    /// <summary>Subtracted for each time that the token is in the window.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted once when the token is in the window.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Last tokens that penalties look at.</summary>
    public int PenaltyWindow { get; init; } = 64;

    /// <summary>Makes the choice repeatable; null for another one each time.</summary>
    public uint? Seed { get; init; }

    /// <summary>Added to logits of tokens by number.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>GBNF grammar that the text must follow; null for none.</summary>
    public string? Grammar { get; init; }

    /// <summary>Rule of the grammar that the whole text is.</summary>
    public string GrammarRoot { get; init; } = "root";

    /// <summary>Whether the choice is the best logit and nothing else.</summary>
    internal bool IsArgMax => Temperature <= 0 && LogitBias is not { Count: > 0 } && !HasPenalties;

    internal bool HasPenalties => PenaltyWindow != 0 && (RepeatPenalty != 1 || FrequencyPenalty != 0 || PresencePenalty != 0);
}
