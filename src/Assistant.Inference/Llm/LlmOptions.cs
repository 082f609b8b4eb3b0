using System.ComponentModel.DataAnnotations;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Llm;

/// <summary>The language model that runs in this process; section <c>Assistant:Llm</c>. <c>Assistant:Chat</c> with an endpoint goes before it.</summary>
public sealed class LlmOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Llm";

    /// <summary>The model that comes with the program.</summary>
    public const string Bundled = "bundled";

    /// <summary>No model.</summary>
    public const string None = "none";

    /// <summary>A GGUF file, a pulled model's name, <c>bundled</c> or <c>none</c>; null for the bundled one when it is there.</summary>
    public string? Model { get; set; }

    /// <summary>Tokens of a prompt with its answer; 0 for what the model was trained on, 8,192 at most.</summary>
    [Range(0, 1 << 22)]
    public int ContextLength { get; set; }

    /// <summary>Layers on the graphics card; -1 for all, 0 for none.</summary>
    [Range(-1, 10_000)]
    public int GpuLayers { get; set; } = -1;

    /// <summary>Number format of keys in memory.</summary>
    [EnumDataType(typeof(LlamaCacheType))]
    public LlamaCacheType KeyType { get; set; } = LlamaCacheType.F16;

    /// <summary>Number format of values in memory; a quantized one needs flash attention.</summary>
    [EnumDataType(typeof(LlamaCacheType))]
    public LlamaCacheType ValueType { get; set; } = LlamaCacheType.F16;

    /// <summary>Whether flash attention is used; null where the engine finds it possible. Off, attention is exact to float32 whatever else is in a step, and takes more memory and time.</summary>
    public bool? FlashAttention { get; set; }

    /// <summary>How positions are stretched to contexts longer than the trained one.</summary>
    [ValidateObjectMembers]
    public LlmRopeOptions Rope { get; } = new();

    /// <summary>Threads that write; 0 to choose by a short measurement at load.</summary>
    [Range(0, 512)]
    public int Threads { get; set; }

    /// <summary>Threads that read prompts; 0 to choose by a short measurement at load.</summary>
    [Range(0, 512)]
    public int PromptThreads { get; set; }

    /// <summary>A small model of the same vocabulary that writes ahead (a GGUF file or a pulled model's name); null for none.</summary>
    public string? DraftModel { get; set; }

    /// <summary>Adapters (LoRA) that requests can name: name and GGUF file.</summary>
    public Dictionary<string, string> Adapters { get; } = [];
}
