using System.ComponentModel.DataAnnotations;

namespace Assistant.Inference.Llm;

/// <summary>How requests share the local language model's engine; section <c>Assistant:Llm:Serving</c>.</summary>
public sealed class LlmServingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Llm:Serving";

    /// <summary>Requests that are computed at once; a beam search takes one for each beam.</summary>
    [Range(1, 128)]
    public int Slots { get; set; } = 8;

    /// <summary>Most tokens of one step of the engine.</summary>
    [Range(32, 16_384)]
    public int BatchSize { get; set; } = 512;

    /// <summary>Tokens of prompts in a step that others write in: less makes these steadier, more reads prompts faster. 0 for 64, with a graphics card 512.</summary>
    [Range(0, 16_384)]
    public int PromptChunk { get; set; }

    /// <summary>Tokens in the engine's memory, of all requests and kept prefixes together. With <see cref="Slots"/> times the context length or more, each slot has cells of its own: faster when several texts are written at once, twice with long ones. 0 for that, where it takes at most a sixteenth of the free memory and there is no draft model; else for twice the context length, 8,192 at least.</summary>
    [Range(0, 1 << 24)]
    public int CacheTokens { get; set; }

    /// <summary>Megabytes of finished texts that are kept outside of the engine, so that prompts that begin alike need not be computed again; 0 keeps none there.</summary>
    [Range(0, 1 << 20)]
    public int StoreMegabytes { get; set; } = 1_024;

    /// <summary>What happens to a text that outgrows the context.</summary>
    [EnumDataType(typeof(ContextOverflow))]
    public ContextOverflow Overflow { get; set; }

    /// <summary>With <see cref="ContextOverflow.Shift"/>, first tokens that always stay.</summary>
    [Range(1, 4_096)]
    public int SinkTokens { get; set; } = 4;

    /// <summary>Tokens written for a request that sets no limit.</summary>
    [Range(1, 1 << 20)]
    public int MaxOutputTokens { get; set; } = 1_024;

    /// <summary>Tokens that a draft model writes ahead.</summary>
    [Range(1, 16)]
    public int DraftTokens { get; set; } = 5;
}
