using Microsoft.Extensions.AI;

namespace Assistant.Core.Chat;

/// <summary>
/// What a local engine takes beyond <see cref="ChatOptions"/>; carried in its <see cref="ChatOptions.AdditionalProperties"/> under
/// <see cref="Key"/>. Other chat clients ignore it.
/// </summary>
public sealed record GenerationOptions
{
    /// <summary>Name of the additional property.</summary>
    public const string Key = "assistant.generation";

    /// <summary>GBNF grammar that the output must follow; null for none. <see cref="ChatOptions.ResponseFormat"/> with a schema is the other way to ask for one.</summary>
    public string? Grammar { get; init; }

    /// <summary>Drops tokens below this share of the best one's probability, 0 (off) to 1.</summary>
    public float? MinP { get; init; }

    /// <summary>Locally typical sampling, 0 to 1; 1 is off.</summary>
    public float? TypicalP { get; init; }

    /// <summary>Divides the logits of tokens already written, 1 is off.</summary>
    public float? RepeatPenalty { get; init; }

    /// <summary>Added to the logits of tokens by id; -100 bans.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>How many alternatives to report for each token, 0 to 20; null reports no log-probabilities.</summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Beams of a beam search; null or 1 for none.</summary>
    public int? Beams { get; init; }

    /// <summary>LoRA adapters by name with their scale; null for none.</summary>
    public IReadOnlyDictionary<string, float>? Adapters { get; init; }

    /// <summary>Takes the text of the messages as the prompt as it stands, without the model's chat template: plain completion.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Who asks; users take turns when requests wait. Null counts as one user.</summary>
    public string? User { get; init; }

    /// <summary>Reads the options that a request carries; null for none.</summary>
    public static GenerationOptions? Of(ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(Key) as GenerationOptions;

    /// <summary>Puts these options on a request and gives it back.</summary>
    public ChatOptions On(ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }
}
