using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Retrieval.Reranking;

/// <summary>Re-ranking of the best hits of a search; section <c>Assistant:Retrieval:Rerank</c>. Costs a run of a model for each hit.</summary>
public sealed class RerankOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Retrieval:Rerank";

    /// <summary>What re-ranks.</summary>
    public RerankMethod Method { get; set; }

    /// <summary>Folder of the cross-encoder in the hub's layout (config.json, tokenizer.json, onnx/model.onnx), or ORG/NAME of a pulled one.</summary>
    public string Model { get; set; } = "";

    /// <summary>How many of the best hits are read.</summary>
    [Range(2, 100)]
    public int Depth { get; set; } = 20;

    /// <summary>Most characters that are read of a passage.</summary>
    [Range(100, 20_000)]
    public int PassageCharacters { get; set; } = 1_200;
}
