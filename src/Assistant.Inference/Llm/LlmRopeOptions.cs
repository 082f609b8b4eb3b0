using System.ComponentModel.DataAnnotations;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm;

/// <summary>Rotary positions (RoPE) beyond the trained context; section <c>Assistant:Llm:Rope</c>. Everything as the model's file says by default.</summary>
public sealed class LlmRopeOptions
{
    /// <summary>The method.</summary>
    [EnumDataType(typeof(LlamaRopeScaling))]
    public LlamaRopeScaling Scaling { get; set; } = LlamaRopeScaling.FromModel;

    /// <summary>Base frequency; 0 as the file says.</summary>
    [Range(0, 1e9)]
    public float FrequencyBase { get; set; }

    /// <summary>Factor on the positions, so that 0.5 doubles the context; 0 as the file says.</summary>
    [Range(0, 1)]
    public float FrequencyScale { get; set; }

    /// <summary>Context that a model was trained on before it was stretched by YaRN; 0 as the file says.</summary>
    [Range(0, 1 << 22)]
    public int OriginalContext { get; set; }
}
